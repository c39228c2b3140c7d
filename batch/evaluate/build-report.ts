import { type EvaluationReport, evaluationReportSchema } from '../../shared/contracts/evaluation-report.ts';
import { sizeOf, type TrainingData } from '../io/training-data.ts';
import type { TimeSplit } from '../io/training-set.ts';
import { isTimed } from './baselines/half-lives.ts';
import type { TableChoice } from './choose-tables.ts';
import type { MeasuredSystem } from './measurement.ts';
import type { ReportIntervals } from './report-intervals.ts';

export interface ReportParts extends Pick<EvaluationReport, 'bootstrap' | 'nope' | 'health' | 'seconds'> {
  split: TimeSplit;
  fitEnd: number;
  ks: readonly number[];
  /** Likes in the history part, shape [items]. */
  likes: Float32Array;
  people: Pick<EvaluationReport['people'], 'test' | 'testUsed'>;
  choice: TableChoice;
  measured: readonly MeasuredSystem[];
  spread: ReportIntervals;
}

/** Puts together what was found, checked by the schema: a figure that is not finite is an error. */
export function buildReport(
  data: TrainingData,
  { split, fitEnd, ks, likes, people, choice, measured, spread, ...found }: ReportParts,
): EvaluationReport {
  return evaluationReportSchema.parse({
    format: 'adult-matching/evaluation@1',
    objective: choice.objective.name,
    ks: [...ks],
    catalogue: { items: data.items.length, coldItems: likes.filter((count) => count === 0).length },
    rows: {
      train: split.trainEnd,
      validation: split.validationEnd - split.trainEnd,
      test: sizeOf(data).decisions - split.validationEnd,
      fitted: fitEnd,
      timed: isTimed(data),
    },
    people: { validation: choice.validationPeople, validationUsed: choice.validation.length, ...people },
    candidates: choice.rows,
    systems: measured.map(({ system }) => ({
      ...system,
      result: system.result && { ...system.result, intervals: spread.intervals.get(system.name)! },
    })),
    differences: spread.differences,
    ...found,
  } satisfies EvaluationReport);
}
