import type { ModelTables } from '../../io/model-tables.ts';
import type { TrainingConfig } from '../training-config.ts';
import { blendItemTowers } from './blend-item-towers.ts';
import type { BlendLayout } from './blend-layout.ts';
import { placeColumns } from './place-columns.ts';
import { placeUserTower } from './place-user-tower.ts';
import { scoreSpread } from './score-spread.ts';
import { spectralShare } from './spectral-share.ts';

export interface BlendOptions {
  layout: BlendLayout;
  /** How far the spectral scores spread beside the trained ones, over items; 0 leaves the trained ones alone. */
  weight: number;
  /** Of the trained tables. */
  temperature: number;
  /** Both parts pool a person's history by these. */
  history: TrainingConfig['history'];
  /** What some people like, oldest first: the spread of scores is taken from them. */
  people: readonly number[][];
}

export interface BlendedTables {
  tables: ModelTables;
  /** At which the trained part weighs in the logits what it weighed alone. */
  temperature: number;
}

/**
 * Trained and spectral tables side by side, one user tower over both: a person's score is the trained one plus the
 * spectral one, brought to `weight` times its spread. Two ways to see the same likes err differently, and their sum
 * ranks better than either. `spectral` must have the layout's width, `trained` at least it.
 */
export function blendTables(
  { trained, spectral }: { trained: ModelTables; spectral: ModelTables },
  { layout, weight, temperature, history, people }: BlendOptions,
): BlendedTables {
  const { dim } = layout;
  const items = trained.embeddings.length / trained.dim;
  const historyInputs = new Float32Array(items * dim);
  const embeddings = new Float32Array(items * dim);
  const userTower = { kernel: new Float32Array(3 * dim * dim), bias: new Float32Array(dim) };
  const trainedPlaces = { columns: layout.trained };
  const spectralPlaces = { columns: layout.spectral };
  const trainedLength = Math.sqrt(1 - spectralShare);
  const spectralLength = Math.sqrt(spectralShare);

  const historyTable = { values: historyInputs, dim };
  placeColumns(historyTable, { values: trained.historyInputs, dim: trained.dim }, trainedPlaces);
  setDirections(embeddings, historyInputs, { dim, columns: layout.trained, length: trainedLength });
  placeColumns(
    { values: embeddings, dim },
    { values: spectral.embeddings, dim: spectral.dim },
    { ...spectralPlaces, scale: spectralLength },
  );

  const { itemTower } = trained;
  const tower = { tower: userTower, dim };
  placeUserTower(tower, { tower: trained.userTower, dim: trained.dim }, trainedPlaces);
  const alone = scoreSpread({ dim, historyInputs, embeddings, userTower, itemTower }, people, history);
  const added = scoreSpread(spectral, people, history);
  // On the history inputs, not on the tower: stored in half precision, they must not be all but zero beside the others.
  const scale = added.deviation > 0 ? (weight * alone.deviation) / (spectralLength * added.deviation) : 0;
  placeColumns(
    historyTable,
    { values: spectral.historyInputs, dim: spectral.dim },
    { ...spectralPlaces, scale },
  );
  placeUserTower(tower, { tower: spectral.userTower, dim: spectral.dim }, spectralPlaces);
  const tables = {
    ...{ dim, historyInputs, embeddings, userTower },
    itemTower: blendItemTowers({ trained, spectral }, { layout, historyScale: scale }),
  };
  const { norm } = scoreSpread(tables, people, history);
  return { tables, temperature: norm > 0 ? (temperature * trainedLength * alone.norm) / norm : temperature };
}

/** Writes the columns of `from` that are named into `to`, each row brought to `length`. */
function setDirections(
  to: Float32Array,
  from: Float32Array,
  { dim, columns, length }: { dim: number; columns: Int32Array; length: number },
): void {
  for (let start = 0; start < from.length; start += dim) {
    let squares = 0;
    for (const column of columns) squares += from[start + column]! ** 2;
    const scale = length / Math.max(Math.sqrt(squares), 1e-6);
    for (const column of columns) to[start + column] = scale * from[start + column]!;
  }
}
