import { bernoulliInterval, type Interval, type Tally } from './bernoulli-interval.ts';
import type { CanaryEvidence, VersionEvidence } from './canary-evidence.ts';
import { rarefiedItems, type ShownCounts } from './rarefied-items.ts';
import { fewestPeople, ratioInterval } from './ratio-interval.ts';

export interface GuardrailLimits {
  /** All guardrails together let a canary that is as good as the active version pass with probability 1 - alpha at least. */
  alpha: number;
  /** So much more often requests may fail, as a share of all. */
  failures: number;
  /** So much more often pages may be degraded, as a share of all. */
  degraded: number;
  /** So many more requests may be slower than the active version's 95th percentile, as a share of all. */
  slow: number;
  /** The canary's like rate over that of the active version, at least. */
  likes: number;
  /** Different items shown over those of the active version, in equally many impressions, at least. */
  coverage: number;
  /** So few impressions of either say nothing of coverage. */
  fewestImpressions: number;
}

export const guardrailLimits: GuardrailLimits = {
  alpha: 0.05,
  failures: 0.005,
  degraded: 0.02,
  slow: 0.05,
  likes: 0.95,
  coverage: 0.7,
  fewestImpressions: 1000,
};

export interface Guardrail {
  code: 'failures' | 'degraded' | 'slow' | 'likes' | 'coverage';
  /** `unknown`: too little was seen to say anything. */
  state: 'kept' | 'breached' | 'unknown';
  sentence: string;
}

/** Guardrails that are tests; coverage is compared as it is. */
const tests = 4;

/** Judges a canary beside the active version. May be asked as often as one likes: see the intervals. */
export function judgeCanary(
  evidence: CanaryEvidence,
  limits: GuardrailLimits = guardrailLimits,
): Guardrail[] {
  const { canary, active, latencyBoundsMs } = evidence;
  // Each test has two intervals.
  const alpha = limits.alpha / tests / 2;
  const bound = percentileBucket(active.buckets, 0.95);
  const slow = ({ buckets }: VersionEvidence): Tally => ({
    hits: sum(buckets.slice(bound + 1)),
    of: sum(buckets),
  });
  const share = (code: Guardrail['code'], what: string, tally: (of: VersionEvidence) => Tally): Guardrail => {
    const allowed = limits[code as 'failures' | 'degraded' | 'slow'];
    const [of, than] = [bernoulliInterval(tally(canary), alpha), bernoulliInterval(tally(active), alpha)];
    const known = canary.requests > 0 && active.requests > 0;
    return {
      code,
      state: !known ? 'unknown' : of.low > than.high + allowed ? 'breached' : 'kept',
      sentence: `${what}: ${percent(rate(tally(canary)))} of ${canary.requests} requests ${range(of)}, active ${percent(rate(tally(active)))} of ${active.requests} ${range(than)}; ${percent(allowed)} more is allowed.`,
    };
  };
  const slowerThan = latencyBoundsMs[bound];
  return [
    share('failures', 'Failed', ({ failures, requests }) => ({ hits: failures, of: requests })),
    share('degraded', 'Degraded', ({ degraded, requests }) => ({ hits: degraded, of: requests })),
    share('slow', slowerThan === undefined ? 'Slow' : `Slower than ${slowerThan} ms`, slow),
    judgeLikes(evidence, { alpha, least: limits.likes }),
    judgeCoverage(evidence, limits),
  ];
}

function judgeLikes(
  { canary, active }: CanaryEvidence,
  { alpha, least }: { alpha: number; least: number },
): Guardrail {
  const [of, than] = [ratioInterval(canary.likes, alpha), ratioInterval(active.likes, alpha)];
  const known = Math.min(canary.likes.people, active.likes.people) >= fewestPeople;
  const rateOf = ({ likes: { x, y } }: VersionEvidence) => rate({ hits: y, of: x });
  return {
    code: 'likes',
    state: !known ? 'unknown' : of.high < least * than.low ? 'breached' : 'kept',
    sentence: `Liked: ${percent(rateOf(canary))} of what ${canary.likes.people} people were shown ${range(of)}, active ${percent(rateOf(active))} of what ${active.likes.people} were ${range(than)}; at least ${least} times as much is asked for.`,
  };
}

function judgeCoverage(
  { canary, active }: CanaryEvidence,
  { coverage, fewestImpressions }: GuardrailLimits,
): Guardrail {
  const draws = Math.min(impressions(canary.shown), impressions(active.shown));
  if (draws < fewestImpressions) {
    return {
      code: 'coverage',
      state: 'unknown',
      sentence: `Different items: ${draws} impressions of one of the two versions are too few, ${fewestImpressions} are needed.`,
    };
  }
  const [of, than] = [rarefiedItems(canary.shown, draws), rarefiedItems(active.shown, draws)];
  return {
    code: 'coverage',
    state: of < coverage * than ? 'breached' : 'kept',
    sentence: `Different items in ${draws} impressions: ${Math.round(of)}, active ${Math.round(than)}; at least ${coverage} times as many are asked for.`,
  };
}

function impressions(shown: ShownCounts): number {
  return sum([...shown].map(([times, items]) => times * items));
}

/** Index of the bucket that holds the percentile. */
function percentileBucket(buckets: readonly number[], percentile: number): number {
  const wanted = sum(buckets) * percentile;
  let seen = 0;
  const found = buckets.findIndex((count) => {
    seen += count;
    return seen >= wanted;
  });
  return Math.max(0, found);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function rate({ hits, of }: Tally): number {
  return of === 0 ? 0 : hits / of;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function range({ low, high }: Interval): string {
  return `[${percent(low)}, ${percent(high)}]`;
}
