import { z } from 'zod';

/** Names such as `ndcg10` (metric, then K), `coverage20`, `people`. Every number is finite. */
const metrics = z.record(z.string(), z.number());

const interval = z.strictObject({ mean: z.number(), low: z.number(), high: z.number() });

/** A part of the people or of the targets, with its own metrics. */
const group = z.strictObject({
  name: z.string(),
  /** People, targets, items: whatever the group counts. */
  counts: metrics,
  metrics,
});

const makerShare = z.strictObject({
  /** Null stands for all items whose maker is not known. */
  maker: z.string().nullable(),
  catalogueShare: z.number(),
  exposureShare: z.number(),
});

const popularityWeights = z
  .array(z.strictObject({ minLikes: z.int().min(0), weight: z.number().min(0) }))
  .min(1);

const measured = z.strictObject({
  /** Means over people; coverage, novelty and Gini index of the first K of all lists. */
  metrics,
  /** Percentile bootstrap over people of the mean, by metric. */
  intervals: z.record(z.string(), interval),
  /** By number of likes in the history: `0`, `1-4`, `5-19`, `20-49`, `50+`. */
  byHistoryLength: z.array(group),
  /** By likes of the target in the history part: `head`, `middle`, `tail`, `cold`; recall over all targets. */
  byItemPopularity: z.array(group),
  /** Targets without a like in the history part: `catalogue` ranks them in full, `among-cold` among their like. */
  coldItems: z.array(group),
  /** The makers with most exposure, at most 50. */
  makers: z.array(makerShare),
});

const system = z.strictObject({
  name: z.string(),
  /** `served`: the model with the rules of the page (nopes, makers). `variant`: a prefix, a table not chosen. */
  kind: z.enum(['model', 'served', 'variant', 'baseline']),
  /** Why there is no result, in a sentence; null where there is one. */
  absent: z.string().nullable(),
  /** What a reader must know about how it was fitted. */
  notes: z.array(z.string()),
  /** What was chosen on the validation part. */
  settings: z.record(z.string(), z.union([z.number(), z.string()])),
  /** Settings compared on the validation part; 1 where nothing was tuned. */
  settingsTried: z.int().min(0),
  /** `tune`: all fits and comparisons on validation; `fit`: the last fit; `rank`: the test. */
  seconds: z.strictObject({ tune: z.number(), fit: z.number(), rank: z.number() }),
  result: measured.nullable(),
});

const candidate = z.strictObject({
  name: z.string(),
  chosen: z.boolean(),
  /** The objective on validation, with the best weight of popularity. */
  value: z.number(),
  metrics,
  popularityHalfLifeDays: z.number().positive(),
  popularityWeights,
  settingsTried: z.int().min(1),
  seconds: z.number(),
});

const difference = z.strictObject({
  /** `of` minus `against`, paired by person. */
  of: z.string(),
  against: z.string(),
  metric: z.string(),
  ...interval.shape,
});

const health = z.strictObject({
  rows: z.int(),
  rowsNotFinite: z.int(),
  /** Largest |length - 1| over item vectors. */
  largestNormError: z.number(),
  scoresNotFinite: z.int(),
  /** Standard deviation over items of a person's scores, over the root mean square of all scores. */
  spreadOverItems: z.number(),
  /** Standard deviation over people of an item's score, over the same. */
  spreadOverPeople: z.number(),
});

/** Everything `evaluateModel` found; contains no person. metrics.json and report.html are made of it. */
export const evaluationReportSchema = z.strictObject({
  format: z.literal('adult-matching/evaluation@1'),
  /**
   * What the tables of the model and their weights of popularity maximise on validation. Baselines always maximise
   * `ndcg10 + recall20`.
   */
  objective: z.enum(['ndcg10 + recall20', 'auc of decisions']),
  ks: z.array(z.int().min(1)).min(1),
  catalogue: z.strictObject({ items: z.int(), coldItems: z.int() }),
  rows: z.strictObject({
    train: z.int(),
    validation: z.int(),
    test: z.int(),
    /** Rows that the last fit of baselines saw. */
    fitted: z.int(),
    /** False where no decision has a time: recency then means nothing. */
    timed: z.boolean(),
  }),
  people: z.strictObject({
    validation: z.int(),
    /** Drawn at random of those. */
    validationUsed: z.int(),
    test: z.int(),
    testUsed: z.int(),
  }),
  candidates: z.array(candidate).min(1),
  systems: z.array(system),
  differences: z.array(difference),
  bootstrap: z.strictObject({ resamples: z.int(), level: z.number(), seed: z.int() }),
  /** What one nope on the first item of a page does to the next page. */
  nope: metrics,
  health: health.nullable(),
  seconds: z.number(),
});

export type EvaluationReport = z.infer<typeof evaluationReportSchema>;
