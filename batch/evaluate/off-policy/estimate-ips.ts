import { clusteredMean } from './clustered-mean.ts';
import { importanceWeights } from './importance-weights.ts';
import type { LoggedOutcome, OffPolicyEstimate, OffPolicyOptions } from './logged-outcome.ts';
import { peopleOf } from './people-of.ts';

/**
 * Inverse propensity score: the mean of w · reward, unbiased without clipping where every action had a chance
 * (Horvitz and Thompson, 1952; for logged feedback Bottou et al., 2013). The interval is normal, from the variance
 * of the terms between people; below some 30 effective impressions it is too narrow.
 */
export function estimateIps(
  rows: readonly LoggedOutcome[],
  { clip, level = 0.95 }: OffPolicyOptions = {},
): OffPolicyEstimate {
  const { weights, effectiveSampleSize, clipped } = importanceWeights(rows, clip);
  const terms = Float64Array.from(rows, ({ reward }, index) => weights[index]! * reward);
  return {
    ...clusteredMean(terms, { people: peopleOf(rows), level }),
    impressions: rows.length,
    effectiveSampleSize,
    clipped,
  };
}
