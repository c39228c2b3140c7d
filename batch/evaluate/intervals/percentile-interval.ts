/** A mean with the bounds of its confidence interval. */
export interface Interval {
  mean: number;
  low: number;
  high: number;
}

/**
 * The middle part `level` of resampled means (percentile bootstrap; Efron and Tibshirani, 1993, chapter 13). Between
 * two resamples it interpolates.
 * @param level in (0, 1), such as 0.95
 */
export function percentileInterval(mean: number, resampled: Float64Array, level: number): Interval {
  const sorted = resampled.slice().sort();
  return { mean, low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) };
}

function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return 0;
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
