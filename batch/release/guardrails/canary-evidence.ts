import type { ShownCounts } from './rarefied-items.ts';
import type { RatioSums } from './ratio-interval.ts';

/** What one version did since the canary serves. Sums over people and requests, nothing of one person. */
export interface VersionEvidence {
  version: string;
  /** Requests for a page that were assigned to the version. */
  requests: number;
  /** Of them: answered with a status of 500 or more. */
  failures: number;
  /** Of them: pages that had to do without something, so not made by the version alone. */
  degraded: number;
  /** Requests by latency: one more than latencyBoundsMs. */
  buckets: number[];
  /** x: items shown, y: of them liked. */
  likes: RatioSums;
  shown: ShownCounts;
}

export interface CanaryEvidence {
  /** ISO time: since when both are counted. */
  since: string;
  /** Upper bounds of the latency buckets in ms; what is slower is in the last bucket. */
  latencyBoundsMs: number[];
  canary: VersionEvidence;
  active: VersionEvidence;
}
