import type { TrainingSet } from '../io/training-set.ts';
import { createRandom } from '../random/create-random.ts';
import { shuffle } from '../random/shuffle.ts';
import { type PersonHistory, personHistories } from './person-histories.ts';

/** At most `limit` people with a like in the first `trainRows` decisions, drawn at random. */
export function samplePeople(
  data: TrainingSet,
  { trainRows, limit, seed }: { trainRows: number; limit: number; seed: number },
): PersonHistory[] {
  const people = personHistories(data, 0, trainRows).filter(({ isLike }) => isLike.includes(1));
  const order = Int32Array.from(people.keys());
  shuffle(order, createRandom(seed, 13));
  return Array.from(order.subarray(0, limit), (at) => people[at]!);
}
