import { clusteredMargin } from './clustered-mean.ts';
import { importanceWeights } from './importance-weights.ts';
import type { LoggedOutcome, OffPolicyEstimate, OffPolicyOptions } from './logged-outcome.ts';
import { peopleOf } from './people-of.ts';

/**
 * Self-normalised IPS: sum of w · reward over sum of w (Swaminathan and Joachims, 2015). A little biased, of far
 * less variance, and always within the range of the rewards. The interval is normal, by the delta method
 * (Owen, 2013, chapter 9) on the sums of w · (reward - value) of each person. All zero where no row has weight.
 */
export function estimateSnips(
  rows: readonly LoggedOutcome[],
  { clip, level = 0.95 }: OffPolicyOptions = {},
): OffPolicyEstimate {
  const { weights, sum, effectiveSampleSize, clipped } = importanceWeights(rows, clip);
  let weighted = 0;
  for (const [index, { reward }] of rows.entries()) weighted += weights[index]! * reward;
  const value = sum === 0 ? 0 : weighted / sum;
  const errors = Float64Array.from(rows, ({ reward }, index) => weights[index]! * (reward - value));
  const margin = clusteredMargin(errors, { people: peopleOf(rows), total: sum, level });
  return {
    value,
    low: value - margin,
    high: value + margin,
    impressions: rows.length,
    effectiveSampleSize,
    clipped,
  };
}
