import { createRandom } from '../../random/create-random.ts';
import { shuffle } from '../../random/shuffle.ts';
import type { PersonHistory } from '../person-histories.ts';
import type { HistorySource } from './history-source.ts';

/** Histories that are all in memory; every epoch has an order of its own. */
export function memoryHistories(
  people: readonly PersonHistory[],
  { batchSize, seed }: { batchSize: number; seed: number },
): HistorySource {
  const order = new Int32Array(people.length);
  let orderedEpoch = -1;
  return {
    people: people.length,
    steps: {
      perEpoch: Math.ceil(people.length / batchSize),
      async people(epoch, stepInEpoch) {
        if (epoch !== orderedEpoch) {
          for (let at = 0; at < order.length; at++) order[at] = at;
          shuffle(order, createRandom(seed, 10, epoch));
          orderedEpoch = epoch;
        }
        const first = stepInEpoch * batchSize;
        return Array.from(order.subarray(first, first + batchSize), (at) => people[at]!);
      },
    },
    async *everybody() {
      yield* people;
    },
  };
}
