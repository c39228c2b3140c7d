import { type Interval, percentileInterval } from './percentile-interval.ts';
import { type ResampleOptions, resampleMeans } from './resample-means.ts';

export interface BootstrapOptions extends ResampleOptions {
  /** Confidence, in (0, 1); 0.95 when not given. */
  level?: number;
}

/** Mean over people with its percentile bootstrap interval; seeded, 1,000 resamples when not told. Zeros for nobody. */
export function bootstrapMean(values: Float32Array, options: BootstrapOptions = {}): Interval {
  const [means] = resampleMeans([values], options);
  return percentileInterval(meanOf(values), means!, options.level ?? 0.95);
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}
