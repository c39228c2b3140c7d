import type { EvaluationReport } from '../../shared/contracts/evaluation-report.ts';
import type { PersonMetrics } from './person-metrics.ts';
import type { RowRanker } from './scorer.ts';

type Result = NonNullable<EvaluationReport['systems'][number]['result']>;

/** What a system did on the test, with the values of each person for intervals and the gate. */
export interface Measurement {
  perPerson: PersonMetrics;
  result: Omit<Result, 'intervals'>;
}

export type ColdItemGroups = Result['coldItems'];

export interface MeasureOptions {
  ks: readonly number[];
  /** Likes in the history part, shape [items]. */
  likes: Float32Array;
  /** Maker of each item. */
  makers: readonly (string | null)[];
  /** How the page is taken from the scores, by the name of the result. */
  rankers: Readonly<Record<string, RowRanker>>;
  signal?: AbortSignal | undefined;
}

/** A system with what it did on the test; `perPerson` is null where there is no result. */
export interface MeasuredSystem {
  system: EvaluationReport['systems'][number];
  perPerson: PersonMetrics | null;
}
