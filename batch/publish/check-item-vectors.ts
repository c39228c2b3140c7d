import { AppError } from '../../shared/errors/app-error.ts';
import type { ItemVectors } from './item-vectors.ts';

export interface VectorFacts {
  items: number;
  shortest: number;
  longest: number;
}

/** As much as float16 may change the length of a vector. */
const unitTolerance = 2e-3;

/**
 * Checks that ids are distinct database ids, that all values are finite and that embeddings have unit length.
 * @throws AppError VERIFICATION_FAILED naming the first item that is wrong.
 */
export function checkItemVectors({ dim, itemIds, embeddings, historyInputs }: ItemVectors): VectorFacts {
  const seen = new Set<number>();
  let shortest = Number.POSITIVE_INFINITY;
  let longest = 0;
  for (const [row, id] of itemIds.entries()) {
    if (!Number.isSafeInteger(id) || id < 1) throw failed(`${id} is no item id`);
    if (seen.has(id)) throw failed(`item ${id} is there twice`);
    seen.add(id);
    const length = lengthOf(embeddings, row, dim);
    // Written so that NaN fails too.
    if (!(Math.abs(length - 1) <= unitTolerance)) {
      throw failed(`the embedding of item ${id} has length ${length}, not 1`);
    }
    if (!Number.isFinite(lengthOf(historyInputs, row, dim))) {
      throw failed(`the history input of item ${id} is not finite`);
    }
    shortest = Math.min(shortest, length);
    longest = Math.max(longest, length);
  }
  if (itemIds.length === 0) throw failed('there are none');
  return { items: itemIds.length, shortest, longest };
}

function lengthOf(table: Float32Array, row: number, dim: number): number {
  let squares = 0;
  for (let at = row * dim; at < (row + 1) * dim; at++) squares += table[at]! * table[at]!;
  return Math.sqrt(squares);
}

function failed(why: string): AppError {
  return new AppError('VERIFICATION_FAILED', `Cannot use the item vectors: ${why}`, {
    hint: 'Make the vectors anew; embeddings that only lack unit length can be imported with --normalise.',
  });
}
