import { z } from 'zod';
import { evaluationReportSchema } from './evaluation-report.ts';
import { offPolicyReportSchema } from './off-policy-report.ts';

const metrics = z.record(z.string(), z.number());

const epoch = z.strictObject({
  /** Counted from 1. */
  epoch: z.int().min(1),
  /** Mean loss of the epoch's steps. */
  loss: z.number(),
  /** Measured after the epoch on the validation part; empty where it was not measured. */
  validation: metrics,
});

const prefix = z.strictObject({
  /** Leading dimensions of users and items that are ranked by, brought to unit length. */
  dim: z.int().min(1),
  metrics,
});

const itemMap = z.strictObject({
  /** What an item's colour stands for: the group that most of its tags are in, or where no tag is in a group a common tag. */
  colouredBy: z.enum(['tag group', 'tag']),
  /** Colour groups, the largest first. The last may be the rest. */
  groups: z.array(z.string()),
  /** `x`, `y`: the two principal components; `group`: index in `groups`. */
  points: z.array(z.strictObject({ x: z.number(), y: z.number(), group: z.int().min(0) })),
  /** Share of the variance along x and y, each in [0, 1]. */
  explained: z.tuple([z.number(), z.number()]),
  /** Items of the catalogue; `points` may be a sample of them. */
  items: z.int().min(0),
});

/** A training run from its data to its test, as `report.html` shows it and `metrics.json` keeps it; names no person. */
export const trainingReportSchema = z.strictObject({
  format: z.literal('adult-matching/training@1'),
  version: z.string(),
  createdAt: z.iso.datetime(),
  preset: z.string(),
  gitCommit: z.string().nullable(),
  /** The resolved settings. */
  config: z.record(z.string(), z.unknown()),
  /** Dataset trained from; null where it has no name. */
  dataset: z.string().nullable(),
  datasetFingerprint: z.string(),
  backend: z.string(),
  dim: z.int().min(1),
  dtype: z.enum(['float32', 'float16']),
  /** Which tables were chosen, as `evaluation.candidates` names them. */
  tables: z.string(),
  items: z.int().min(1),
  people: z.int().min(0),
  decisions: z.int().min(0),
  seconds: z.strictObject({ train: z.number(), evaluate: z.number(), write: z.number() }),
  /** Null where nothing was trained by steps. */
  examplesPerSecond: z.number().nullable(),
  /** What the reader must know of how it was made, in sentences. */
  notes: z.array(z.string()),
  /** Empty for tables in closed form. */
  epochs: z.array(epoch),
  evaluation: evaluationReportSchema,
  /** Ascending, the full width last; empty where they were not measured. */
  prefixes: z.array(prefix),
  itemMap: itemMap.nullable(),
  /** Of pages shown during the test part, drawn at random; null where the log holds too few. */
  offPolicy: offPolicyReportSchema.nullable(),
});

export type TrainingReport = z.infer<typeof trainingReportSchema>;
