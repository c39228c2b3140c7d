import type { TrainingSet } from '../../../../batch/io/training-set.ts';
import { createRandom } from '../../../../batch/random/create-random.ts';
import { shuffle } from '../../../../batch/random/shuffle.ts';
import { type Decision, makeItem, makeTrainingSet } from './make-training-set.ts';

/** Two makers, and people who like nine in ten of one maker's items and one in ten of the other's; seeded. */
export function twoTastes(size: { people: number; items: number; decisions: number }): TrainingSet {
  const random = createRandom(20);
  const items = Array.from({ length: size.items }, (_, at) =>
    makeItem(at + 1, { maker: at % 2 ? 'odd' : 'even', tags: [`tag-${at % 3}`] }),
  );
  const decisions: Decision[] = [];
  for (let person = 0; person < size.people; person++) {
    const order = Int32Array.from({ length: size.items }, (_, at) => at);
    shuffle(order, random);
    for (const [at, item] of order.subarray(0, size.decisions).entries()) {
      const likes = random() < (item % 2 === person % 2 ? 0.9 : 0.1);
      decisions.push([`person-${String(person).padStart(3, '0')}`, item, likes ? 'like' : 'nope', 60 * at]);
    }
  }
  return makeTrainingSet(items, decisions);
}
