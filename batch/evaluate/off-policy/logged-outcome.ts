/** One logged impression, judged under another policy. */
export interface LoggedOutcome {
  /** Probability with which the logging policy showed it, in (0, 1]. */
  propensity: number;
  /** What came of it, such as 1 for a like and 0 otherwise. */
  reward: number;
  /** Probability with which the policy to be judged would have shown it, in [0, 1]. */
  targetProbability: number;
  /** Whose it is: rows of one person are not independent. A row that names nobody stands for itself. */
  person?: number;
}

export interface OffPolicyOptions {
  /** Largest importance weight: less variance for some bias (Ionides, 2008). No limit when not given. */
  clip?: number;
  /** Confidence, in (0, 1); 0.95 when not given. */
  level?: number;
}

export interface OffPolicyEstimate {
  /** Expected reward of an impression under the policy to be judged. */
  value: number;
  low: number;
  high: number;
  impressions: number;
  /** (sum w)² / sum w²: how many impressions of that policy the log is worth (Kish, 1965). */
  effectiveSampleSize: number;
  /** Impressions whose weight was cut. */
  clipped: number;
}
