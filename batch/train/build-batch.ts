import type { Random } from '../random/create-random.ts';
import { drawExample } from './draw-example.ts';
import type { PersonHistory } from './person-histories.ts';
import { poolRows } from './pool-rows.ts';
import { type SparseMatrix, type SparseRow, sparseMatrix } from './sparse-matrix.ts';
import type { TrainingConfig } from './training-config.ts';

/** A step's input. `items` is the width of the catalogue. */
export interface Batch {
  size: number;
  /** [size, items] each. */
  likes: SparseMatrix;
  recentLikes: SparseMatrix;
  nopes: SparseMatrix;
  /** [size, items], row-major: weight of each target; a row sums to sqrt(number of targets). */
  targets: Float32Array;
  /** [size, items], row-major: added to the logits. -1e4 takes a known positive out of the softmax. */
  logitOffsets: Float32Array;
}

const masked = -1e4;

export function buildBatch(
  people: readonly PersonHistory[],
  items: number,
  config: TrainingConfig,
  random: Random,
): Batch {
  const likes: SparseRow[] = [];
  const recentLikes: SparseRow[] = [];
  const nopes: SparseRow[] = [];
  const targets = new Float32Array(people.length * items);
  const logitOffsets = new Float32Array(people.length * items);
  for (const [row, person] of people.entries()) {
    const example = drawExample(person, config.emptyHistory, random);
    const pools = poolRows(example.likes, example.nopes, config.history);
    likes.push(pools.likes);
    recentLikes.push(pools.recentLikes);
    nopes.push(pools.nopes);
    const at = row * items;
    for (const item of person.items.keys()) {
      // Every other like of the person is a known positive, not a negative.
      if (person.isLike[item]) logitOffsets[at + person.items[item]!] = masked;
    }
    for (const item of example.nopes) logitOffsets[at + item] = masked;
    for (const item of example.hiddenNopes) logitOffsets[at + item] = Math.log1p(config.nopeNegativeWeight);
    for (const item of example.targets) {
      logitOffsets[at + item] = 0;
      targets[at + item] = example.targets.length ** -0.5;
    }
  }
  return {
    size: people.length,
    likes: sparseMatrix(likes),
    recentLikes: sparseMatrix(recentLikes),
    nopes: sparseMatrix(nopes),
    targets,
    logitOffsets,
  };
}
