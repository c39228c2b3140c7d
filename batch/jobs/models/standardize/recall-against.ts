import { topItems } from '../../../evaluate/top-items.ts';
import type { History } from './draw-histories.ts';
import { multiplyRows } from './multiply-rows.ts';

const peopleAtOnce = 64;

export interface Ranked {
  dim: number;
  /** [people, dim] */
  users: Float32Array;
  /** [items, dim] */
  embeddings: Float32Array;
}

/**
 * The share of the first `k` items of `original` that are among the first `k` of `other`, without what is in the
 * history; the mean over people, in [0, 1].
 */
export function recallAgainst(
  original: Ranked,
  other: Ranked,
  { histories, k }: { histories: readonly History[]; k: number },
): number {
  let sum = 0;
  for (let first = 0; first < histories.length; first += peopleAtOnce) {
    const some = histories.slice(first, first + peopleAtOnce);
    const [expected, found] = [original, other].map((ranked) => tops(ranked, first, { histories: some, k }));
    for (const [at, items] of expected!.entries()) {
      const there = new Set(found![at]);
      sum += items.filter((item) => there.has(item)).length / items.length;
    }
  }
  return sum / histories.length;
}

function tops(
  { dim, users, embeddings }: Ranked,
  first: number,
  { histories, k }: { histories: readonly History[]; k: number },
): number[][] {
  const items = embeddings.length / dim;
  const rows = users.subarray(first * dim, (first + histories.length) * dim);
  const scores = multiplyRows(rows, embeddings, { inner: dim, outer: items, transposed: true });
  return histories.map(({ likes, nopes }, at) => {
    const row = scores.subarray(at * items, (at + 1) * items);
    for (const item of [...likes, ...nopes]) row[item] = Number.NEGATIVE_INFINITY;
    return topItems(row, k);
  });
}
