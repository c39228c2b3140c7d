import type { PersonHistory } from '../person-histories.ts';
import type { HistorySource } from './history-source.ts';
import { historySteps } from './history-steps.ts';

/** Histories that are all in memory; every epoch has an order of its own. */
export function memoryHistories(
  people: readonly PersonHistory[],
  { batchSize, seed }: { batchSize: number; seed: number },
): HistorySource {
  return {
    people: people.length,
    steps: historySteps({ people: people.length, batchSize, seed }, async (positions) =>
      Array.from(positions, (at) => people[at]!),
    ),
    async *everybody() {
      yield* people;
    },
    async close() {},
  };
}
