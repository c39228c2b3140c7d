import { importanceWeights } from './importance-weights.ts';
import type { LoggedOutcome, OffPolicyEstimate, OffPolicyOptions } from './logged-outcome.ts';
import { normalQuantile } from './normal-quantile.ts';

/**
 * Inverse propensity score: the mean of w · reward, unbiased without clipping where every action had a chance
 * (Horvitz and Thompson, 1952; for logged feedback Bottou et al., 2013). The interval is normal, from the variance
 * of the terms; below some 30 effective impressions it is too narrow.
 */
export function estimateIps(
  rows: readonly LoggedOutcome[],
  { clip, level = 0.95 }: OffPolicyOptions = {},
): OffPolicyEstimate {
  const { weights, effectiveSampleSize, clipped } = importanceWeights(rows, clip);
  const count = rows.length;
  let sum = 0;
  for (const [index, { reward }] of rows.entries()) sum += weights[index]! * reward;
  const value = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (const [index, { reward }] of rows.entries()) squares += (weights[index]! * reward - value) ** 2;
  const error = count < 2 ? 0 : Math.sqrt(squares / (count - 1) / count);
  const margin = normalQuantile(level) * error;
  return {
    value,
    low: value - margin,
    high: value + margin,
    impressions: count,
    effectiveSampleSize,
    clipped,
  };
}
