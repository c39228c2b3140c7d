import type { PersonHistory } from '../person-histories.ts';

/** The people that are trained on, however many of them are in memory. */
export interface HistorySource {
  people: number;
  steps: {
    /** An epoch has so many steps, in each of which other people are taken; together they are everybody. */
    perEpoch: number;
    /** The people of a step; the same ones whenever it is asked. */
    people(epoch: number, stepInEpoch: number): Promise<readonly PersonHistory[]>;
  };
  /** Everybody once, in an order of the source's own. */
  everybody(): AsyncIterable<PersonHistory>;
  /** Lets go of what it reads from. */
  close(): Promise<void>;
}
