import type { OffPolicyReport } from '../../../shared/contracts/off-policy-report.ts';
import { estimateIps } from './estimate-ips.ts';
import { estimateSnips } from './estimate-snips.ts';
import { importanceWeights } from './importance-weights.ts';
import type { LoggedOutcome } from './logged-outcome.ts';
import type { UsableImpression } from './usable-impressions.ts';

export interface JudgePolicyOptions {
  version: string;
  /** What the policy would have shown in place of each page: indices of items. */
  pages: readonly (readonly number[])[];
  at: OffPolicyReport['at'];
  clip: number;
  level: number;
}

export interface JudgedPolicy {
  estimates: OffPolicyReport['policies'][number];
  /** Clipped weight times reward, one an impression. */
  terms: Float64Array;
}

/**
 * Estimates for a policy that draws nothing at random: the probability that it shows an item is 1 where it does, else 0,
 * exactly.
 */
export function judgePolicy(
  impressions: readonly UsableImpression[],
  { version, pages, at, clip, level }: JudgePolicyOptions,
): JudgedPolicy {
  const rows = impressions.map(({ page, place, item, person, propensity, reward }): LoggedOutcome => {
    const shows = at === 'place' ? pages[page]![place] === item : pages[page]!.includes(item);
    return { propensity, reward, targetProbability: shows ? 1 : 0, person };
  });
  const { weights, sum } = importanceWeights(rows, clip);
  const ips = estimateIps(rows, { clip, level });
  const { value, low, high } = estimateSnips(rows, { clip, level });
  return {
    terms: Float64Array.from(rows, ({ reward }, row) => weights[row]! * reward),
    estimates: {
      version,
      ips: { value: ips.value, low: ips.low, high: ips.high },
      snips: { value, low, high },
      agreeing: rows.filter(({ targetProbability }) => targetProbability > 0).length,
      meanWeight: rows.length === 0 ? 0 : sum / rows.length,
      largestWeight: rows.reduce((most, row) => Math.max(most, row.targetProbability / row.propensity), 0),
      clipped: ips.clipped,
      effectiveSampleSize: ips.effectiveSampleSize,
    },
  };
}
