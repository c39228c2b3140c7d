import { z } from 'zod';
import { datasetNameSchema, datasetReferenceSchema } from './dataset-manifest.ts';
import { qualityDatasets } from './quality-fields.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const scoreSchema = z.strictObject({
  /** null: nothing to judge it by. */
  score: share.nullable(),
  minimum: share,
  severity: z.enum(['fail', 'warn']),
  passed: z.boolean(),
});

/** `report.json` of a validation. It holds counts and reasons: no person, no item and no title. */
export const qualityReportSchema = z.strictObject({
  formatVersion: z.literal(1),
  dataset: z.enum(qualityDatasets),
  name: datasetNameSchema,
  version: datasetNameSchema,
  /** Datasets that the rows came from. */
  parents: z.array(datasetReferenceSchema),
  /** Ages are measured to this time. */
  asOf: z.iso.datetime(),
  outcome: z.enum(['passed', 'failed']),
  /** Why it failed, and what was only warned of. */
  failures: z.array(z.string()),
  warnings: z.array(z.string()),
  /**
   * read = accepted + quarantined. Of events, accepted = kept + superseded + neutral; of a catalogue, accepted = kept +
   * merged. Rows that the content policy blocked are among the quarantined.
   */
  accounting: z.strictObject({
    read: count,
    accepted: count,
    quarantined: count,
    kept: count,
    superseded: count,
    merged: count,
    neutral: count,
    blocked: count,
  }),
  rejectShare: share,
  maxRejectShare: share,
  scores: z.strictObject({
    completeness: scoreSchema,
    accuracy: scoreSchema,
    consistency: scoreSchema,
    validity: scoreSchema,
    uniqueness: scoreSchema,
    timeliness: scoreSchema,
  }),
  /** Quarantined rows by their first reason; with `blocked` they add up to all of them. */
  reasons: z.array(z.strictObject({ reason: z.string(), rows: count })),
  /** Rows by rule of the content policy. */
  blocked: z.array(z.strictObject({ rule: z.string(), rows: count })),
  /** Values that processing left out of rows that it kept. */
  droppedValues: z.array(z.strictObject({ reason: z.string(), rows: count })),
  /** A row that fails several rules counts under each. */
  rules: z.array(
    z.strictObject({
      id: z.string(),
      field: z.string(),
      check: z.string(),
      severity: z.enum(['reject', 'warn']),
      judged: count,
      failed: count,
    }),
  ),
  files: z.array(z.strictObject({ file: z.string(), read: count, accepted: count, quarantined: count })),
  /** Over rows that could be parsed. Ranges are of numbers, times, and the lengths of lists. */
  fields: z.array(
    z.strictObject({
      field: z.string(),
      expected: z.boolean(),
      rows: count,
      filled: count,
      minimum: z.union([z.number(), z.string()]).nullable(),
      maximum: z.union([z.number(), z.string()]).nullable(),
    }),
  ),
  /** Of accepted rows. */
  time: z.strictObject({
    field: z.string(),
    oldest: z.string().nullable(),
    newest: z.string().nullable(),
    months: z.array(z.strictObject({ month: z.string(), rows: count })),
  }),
  /** Of accepted rows. */
  histogram: z.strictObject({
    title: z.string(),
    bins: z.array(z.strictObject({ label: z.string(), rows: count })),
  }),
  /** How old derived data is, where a database was looked at. */
  freshness: z.array(
    z.strictObject({
      name: z.string(),
      updatedAt: z.iso.datetime().nullable(),
      ageDays: z.number().nullable(),
    }),
  ),
});

export type QualityReport = z.infer<typeof qualityReportSchema>;
