import { createRandom } from '../../random/create-random.ts';
import { shuffle } from '../../random/shuffle.ts';
import type { PersonHistory } from '../person-histories.ts';
import type { HistorySource } from './history-source.ts';

export interface HistoryStepsOptions {
  people: number;
  batchSize: number;
  seed: number;
}

/** Steps over people that are asked for by their position, in an order that every epoch has of its own. */
export function historySteps(
  { people, batchSize, seed }: HistoryStepsOptions,
  take: (positions: Int32Array) => Promise<readonly PersonHistory[]>,
): HistorySource['steps'] {
  const order = new Int32Array(people);
  let orderedEpoch = -1;
  return {
    perEpoch: Math.ceil(people / batchSize),
    async people(epoch, stepInEpoch) {
      if (epoch !== orderedEpoch) {
        for (let at = 0; at < people; at++) order[at] = at;
        shuffle(order, createRandom(seed, 10, epoch));
        orderedEpoch = epoch;
      }
      const first = stepInEpoch * batchSize;
      return take(order.subarray(first, first + batchSize));
    },
  };
}
