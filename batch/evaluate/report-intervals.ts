import { setImmediate } from 'node:timers/promises';
import type { EvaluationReport } from '../../shared/contracts/evaluation-report.ts';
import { type Interval, percentileInterval } from './intervals/percentile-interval.ts';
import { resampleMeans } from './intervals/resample-means.ts';
import { metricName, type PersonMetrics } from './person-metrics.ts';

export interface ReportIntervalsOptions {
  ks: readonly number[];
  /** The system that all others are compared with. */
  of: string;
  resamples: number;
  level: number;
  seed: number;
  signal?: AbortSignal | undefined;
}

export interface ReportIntervals {
  /** By system, then by metric. */
  intervals: Map<string, Record<string, Interval>>;
  differences: EvaluationReport['differences'];
}

/** Intervals of recall and NDCG of each system, and of how far `of` is ahead; all from the same resamples. */
export async function reportIntervals(
  systems: ReadonlyMap<string, PersonMetrics>,
  { ks, of, resamples, level, seed, signal }: ReportIntervalsOptions,
): Promise<ReportIntervals> {
  const names = [...systems.keys()];
  const intervals = new Map(names.map((name): [string, Record<string, Interval>] => [name, {}]));
  const differences: EvaluationReport['differences'] = [];
  const own = names.indexOf(of);
  for (const metric of ks.flatMap((k) => [metricName('recall', k), metricName('ndcg', k)])) {
    await setImmediate();
    signal?.throwIfAborted();
    const series = names.map((name) => systems.get(name)![metric]!);
    const resampled = resampleMeans(series, { resamples, seed });
    const means = series.map(meanOf);
    for (const [at, against] of names.entries()) {
      intervals.get(against)![metric] = percentileInterval(means[at]!, resampled[at]!, level);
      if (at === own) continue;
      const apart = resampled[own]!.map((value, index) => value - resampled[at]![index]!);
      differences.push({
        of,
        against,
        metric,
        ...percentileInterval(means[own]! - means[at]!, apart, level),
      });
    }
  }
  return { intervals, differences };
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}
