import { importanceWeights } from './importance-weights.ts';
import type { LoggedOutcome, OffPolicyEstimate, OffPolicyOptions } from './logged-outcome.ts';
import { normalQuantile } from './normal-quantile.ts';

/**
 * Self-normalised IPS: sum of w · reward over sum of w (Swaminathan and Joachims, 2015). A little biased, of far
 * less variance, and always within the range of the rewards. The interval is normal, by the delta method:
 * variance = sum w² (reward - value)² / (sum w)² (Owen, 2013, chapter 9). All zero where no row has weight.
 */
export function estimateSnips(
  rows: readonly LoggedOutcome[],
  { clip, level = 0.95 }: OffPolicyOptions = {},
): OffPolicyEstimate {
  const { weights, sum, effectiveSampleSize, clipped } = importanceWeights(rows, clip);
  let weighted = 0;
  for (const [index, { reward }] of rows.entries()) weighted += weights[index]! * reward;
  const value = sum === 0 ? 0 : weighted / sum;
  let squares = 0;
  for (const [index, { reward }] of rows.entries()) squares += (weights[index]! * (reward - value)) ** 2;
  const margin = sum === 0 ? 0 : normalQuantile(level) * (Math.sqrt(squares) / sum);
  return {
    value,
    low: value - margin,
    high: value + margin,
    impressions: rows.length,
    effectiveSampleSize,
    clipped,
  };
}
