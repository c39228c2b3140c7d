import type { TimeSplit, TrainingSet } from './training-set.ts';

/** Decisions by their row; `from` is in it, `to` is not. */
export interface RowRange {
  from: number;
  to: number;
}

/** Decisions beside one another, a few thousand at a time. */
export interface DecisionRows {
  people: readonly number[];
  items: readonly number[];
  /** 1 like, 0 nope. */
  isLike: readonly number[];
}

/** Some people's decisions as columns, in the order of the rows. */
export type DecisionColumns = Pick<TrainingSet, 'personIndex' | 'itemIndex' | 'isLike'>;

/**
 * A training dataset of which only the catalogue is in memory. Rows, people and items have the numbers that they have
 * in the TrainingSet of the same dataset, so that both can be asked the same. What is asked for is read from disk anew
 * each time, by a DuckDB that spills.
 */
export interface StreamedSet {
  items: TrainingSet['items'];
  tagGroups: TrainingSet['tagGroups'];
  split: TimeSplit;
  fingerprint: string;
  people: number;
  decisions: number;
  /** Whether decisions have different times. */
  timed: boolean;
  /** Whether any decision is a nope. */
  hasNopes: boolean;
  /** Rows before `end`, ordered by person, then by row. */
  eachByPerson(end: number, each: (rows: DecisionRows) => Promise<void>, signal?: AbortSignal): Promise<void>;
  /** Likes before `end` in the order of their rows; `newest` is the largest time among them, all Unix seconds. */
  eachLike(
    end: number,
    each: (likes: { items: readonly number[]; decidedAt: readonly number[]; newest: number }) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Ascending: people who like something in the range that they had not decided on before it. */
  peopleWithNewLikes(range: RowRange, signal?: AbortSignal): Promise<Int32Array>;
  /** Everything that these people decided before `range.to`; the first `historyRows` of it before `range.from`. */
  decisionsOf(
    people: Int32Array,
    range: RowRange,
    signal?: AbortSignal,
  ): Promise<DecisionColumns & { historyRows: number }>;
}
