import { z } from 'zod';
import { evaluationReportSchema } from './evaluation-report.ts';

const seconds = z.number().min(0);
const share = z.number().min(0).max(1);

/** What `matching benchmark` writes; contains no person. */
export const benchmarkReportSchema = z.strictObject({
  format: z.literal('adult-matching/benchmark@1'),
  createdAt: z.iso.datetime(),
  /** Names of the files; null where there is none. */
  files: z.strictObject({
    train: z.string(),
    test: z.string(),
    valid: z.string().nullable(),
    item: z.string().nullable(),
  }),
  counts: z.strictObject({
    people: z.int(),
    /** The catalogue that is ranked: every item with an event in any part. */
    items: z.int(),
    itemsWithContent: z.int(),
    /** Of the item file, without any event: they are not ranked. */
    itemsWithoutEvents: z.int(),
    /** Likes and nopes of each part. */
    train: z.int(),
    valid: z.int(),
    test: z.int(),
    /** Events that are neither like nor nope, and are left out. */
    neutral: z.int(),
    nopes: z.int(),
    /** Lines that are no events. */
    rejected: z.int(),
    /** People with a new like in the test, over whom means are taken. */
    testPeople: z.int(),
  }),
  timed: z.boolean(),
  /** Where the validation part comes from. */
  validation: z.string(),
  preset: z.string(),
  config: z.record(z.string(), z.unknown()),
  backend: z.string(),
  k: z.int().min(1),
  /** Ways to make the item tables that were tried. */
  tables: z
    .array(
      z.strictObject({
        name: z.string(),
        kind: z.enum(['trained', 'spectral', 'blended', 'logistic']),
        chosen: z.boolean(),
        /** The objective on validation. */
        value: z.number(),
        seconds,
        /** Likes a second for `spectral`, people a second for the others. */
        examplesPerSecond: z.number(),
      }),
    )
    .min(1),
  /** Rows that the model that was measured saw: with a validation file the training part, else that and validation. */
  fittedRows: z.int(),
  /** Model and baselines: full ranking, known items masked, means over test people. */
  systems: z.array(
    z.strictObject({
      name: z.string(),
      /** Why there is no result; null where there is one. */
      absent: z.string().nullable(),
      recall: share.nullable(),
      ndcg: share.nullable(),
      /** Choosing settings on validation, fitting, and ranking the test. */
      seconds: z.strictObject({ tune: seconds, fit: seconds, rank: seconds }),
    }),
  ),
  seconds: z.strictObject({ read: seconds, train: seconds, evaluate: seconds, total: seconds }),
  peakMemoryMegabytes: z.number(),
  evaluation: evaluationReportSchema,
});

export type BenchmarkReport = z.infer<typeof benchmarkReportSchema>;
