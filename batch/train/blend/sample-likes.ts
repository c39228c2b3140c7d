import { createRandom } from '../../random/create-random.ts';
import { shuffle } from '../../random/shuffle.ts';
import type { LikeMatrix } from '../like-matrix.ts';

/** What at most `limit` people with a like like, oldest first; drawn at random. */
export function sampleLikes(
  { starts, indices }: Pick<LikeMatrix, 'starts' | 'indices'>,
  { limit, seed }: { limit: number; seed: number },
): number[][] {
  const order = Int32Array.from({ length: starts.length - 1 }, (_, person) => person).filter(
    (person) => starts[person + 1]! > starts[person]!,
  );
  shuffle(order, createRandom(seed, 13));
  return Array.from(order.subarray(0, limit), (person) =>
    Array.from(indices.subarray(starts[person], starts[person + 1])),
  );
}
