import { datasetFiles } from '../datasets/dataset-files.ts';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { sqlText } from '../duckdb/sql-text.ts';
import type { TrainingSet } from '../training-set.ts';
import { readTagGroups } from './read-tag-groups.ts';
import { readTrainingItems } from './read-training-items.ts';
import { readTrainingManifest } from './read-training-manifest.ts';
import { trainingParts } from './training-tables.ts';

/**
 * A training dataset in memory, with its own split.
 * @throws AppError DATASET_MISSING, DATASET_CORRUPT, and INVALID_DATA for a dataset of another kind or one that was made
 * from files alone, whose items have no database ids.
 */
export async function readTrainingDataset(duck: Duck, folder: string): Promise<TrainingSet> {
  const manifest = await readTrainingManifest(folder);
  const relation = (...tables: string[]) =>
    `read_parquet([${tables
      .flatMap((table) => datasetFiles(folder, manifest, table))
      .map(sqlText)
      .join(', ')}])`;
  const rowsOf = (table: string) => manifest.tables.find(({ name }) => name === table)?.rows ?? 0;
  const items = await readTrainingItems(duck, relation('items'), folder);
  const tagGroups = await readTagGroups(duck, folder, manifest);
  const [train, validation, test] = trainingParts.map(rowsOf) as [number, number, number];
  const columns = await readDecisions(duck, relation(...trainingParts), train + validation + test);
  const personKeys = new Array<string>(rowsOf('people'));
  for await (const [index, pseudonym] of duck.columns(
    `select person_index, pseudonym from ${relation('people')}`,
  )) {
    for (const [row, person] of index!.entries()) personKeys[person as number] = pseudonym![row] as string;
  }
  const split = { trainEnd: train, validationEnd: train + validation };
  return { items, tagGroups, personKeys, ...columns, split, fingerprint: manifest.fingerprint };
}

type Columns = Pick<TrainingSet, 'personIndex' | 'itemIndex' | 'isLike' | 'decidedAt'>;

async function readDecisions(duck: Duck, relation: string, rows: number): Promise<Columns> {
  const columns: Columns = {
    personIndex: new Int32Array(rows),
    itemIndex: new Int32Array(rows),
    isLike: new Uint8Array(rows),
    decidedAt: new Float64Array(rows),
  };
  const targets = [columns.personIndex, columns.itemIndex, columns.isLike, columns.decidedAt];
  let done = 0;
  const chunks = duck.columns(
    `select person_index, item_index, is_like::utinyint, epoch(decided_at) from ${relation}`,
  );
  for await (const chunk of chunks) {
    for (const [at, target] of targets.entries()) target.set(chunk[at] as number[], done);
    done += chunk[0]!.length;
  }
  return columns;
}
