import type { Baseline, BaselineProblem } from './baselines/baseline.ts';
import { stopwatch } from './baselines/stopwatch.ts';
import type { EvaluationCase } from './evaluation-cases.ts';
import { byScore, measureScorer } from './measure-scorer.ts';
import type { MeasuredSystem, MeasureOptions } from './measurement.ts';

export interface MeasureBaselineOptions {
  cases: readonly EvaluationCase[];
  problem: BaselineProblem;
  measuring: Omit<MeasureOptions, 'rankers'>;
}

/** Tunes and fits a baseline and ranks the test with it; one that can not be fitted says why. */
export async function measureBaseline(
  baseline: Baseline,
  { cases, problem, measuring }: MeasureBaselineOptions,
): Promise<MeasuredSystem> {
  const { name } = baseline;
  const fitted = await baseline.fit(problem);
  if ('absent' in fitted) {
    return {
      system: {
        ...{ name, kind: 'baseline', absent: fitted.absent, notes: [], settings: {}, settingsTried: 0 },
        ...{ seconds: { tune: 0, fit: 0, rank: 0 }, result: null },
      },
      perPerson: null,
    };
  }
  const seconds = stopwatch();
  const measured = await measureScorer(cases, fitted.scorer, { ...measuring, rankers: { [name]: byScore } });
  const { perPerson, result } = measured[name]!;
  const { settings, settingsTried, notes } = fitted;
  return {
    system: {
      ...{ name, kind: 'baseline', absent: null, notes, settings, settingsTried },
      seconds: { ...fitted.seconds, rank: seconds() },
      result: { ...result, intervals: {} },
    },
    perPerson,
  };
}
