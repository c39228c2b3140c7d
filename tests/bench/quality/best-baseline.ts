import { bootstrapDifference } from '../../../batch/evaluate/intervals/bootstrap-difference.ts';
import type { MadeModel } from '../../../batch/jobs/make-model.ts';

export interface Comparison {
  /** The baseline with the largest mean. */
  name: string;
  model: number;
  baseline: number;
  /** Model minus baseline, paired by person, 95 % bootstrap. */
  difference: { mean: number; low: number; high: number };
}

/** The model beside the baseline that does best in a metric on the test. */
export function bestBaseline(
  { evaluation }: MadeModel,
  { metric, among }: { metric: string; among?: readonly string[] },
): Comparison {
  const rows = evaluation.report.systems.flatMap(({ name, kind, result }) => {
    const wanted = among ? among.includes(name) : kind === 'baseline';
    return wanted && result ? [{ name, value: result.metrics[metric]! }] : [];
  });
  const best = rows.reduce((a, b) => (b.value > a.value ? b : a));
  const values = (name: string) => evaluation.perPerson.get(name)![metric]!;
  const model = evaluation.report.systems.find(({ name }) => name === 'model')!.result!.metrics[metric]!;
  const difference = bootstrapDifference(values('model'), values(best.name), {
    resamples: 2000,
    level: 0.95,
    seed: 1,
  });
  return { name: best.name, model, baseline: best.value, difference };
}
