import { z } from 'zod';

const count = z.int().min(0);
const interval = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });

const policy = z.strictObject({
  version: z.string(),
  /** Mean of weight times reward over all impressions. */
  ips: interval,
  /** Sum of weight times reward over the sum of weights. */
  snips: interval,
  /** Impressions that the policy would have shown as well. */
  agreeing: count,
  /** 1 is expected where the log had a chance of showing all that the policy shows; less is what the log cannot tell of. */
  meanWeight: z.number().min(0),
  /** Before it was cut. */
  largestWeight: z.number().min(0),
  /** Impressions whose weight was cut to `clip`. */
  clipped: count,
  /** (sum w)² / sum w²: how many impressions of the policy the log is worth. */
  effectiveSampleSize: z.number().min(0),
});

/** What models would have earned on the impressions that the database logged; names no person. */
export const offPolicyReportSchema = z.strictObject({
  format: z.literal('adult-matching/off-policy@1'),
  createdAt: z.iso.datetime(),
  days: z.number().positive(),
  /** 1 for an impression that was liked within so many hours, else 0. */
  outcomeHours: z.number().positive(),
  /** Which impressions a policy agrees with: `place`, the same item at the same place; `page`, anywhere on the page. */
  at: z.enum(['place', 'page']),
  /** Largest weight. */
  clip: z.number().positive(),
  /** Confidence of every interval; people are taken to be independent, impressions of one person are not. */
  level: z.number().gt(0).lt(1),
  impressions: count,
  pages: count,
  people: count,
  /** Impressions that were shown with certainty: of what else could have been shown there the log knows nothing. */
  certain: count,
  /** Impressions that no estimate was made of, each under its first reason in this order. */
  leftOut: z.strictObject({
    /** Younger than `outcomeHours`. */
    pending: count,
    /** Shown before the model was made, or before its test part: it may have been trained on what came of them. */
    beforeModel: count,
    /** No propensity, or none in (0, 1]. */
    propensityMissing: count,
    /** With `page`: the propensity is that of the place, and that of the page is not known. */
    propensityOfPlace: count,
    /** Of items that are hidden now or were removed. */
    itemGone: count,
  }),
  /** Mean reward of what was shown. */
  logged: interval,
  /** The model asked for, then the one it is held against. */
  policies: z.array(policy).min(1).max(2),
  /** IPS of the first minus IPS of the second, paired by impression; null where there is only one. */
  difference: interval.nullable(),
});

export type OffPolicyReport = z.infer<typeof offPolicyReportSchema>;
