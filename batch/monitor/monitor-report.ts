import { z } from 'zod';

const cellSchema = z.union([z.string(), z.number(), z.null()]);

const checkSchema = z.strictObject({
  name: z.string().min(1),
  /** Null where there was not enough to measure. */
  value: z.number().nullable(),
  /** The largest value that passes, or with `atLeast` the smallest; null where there is no limit. */
  limit: z.number().nullable(),
  atLeast: z.boolean(),
  /** Null where it was not judged. */
  passed: z.boolean().nullable(),
});

const tableSchema = z.strictObject({
  title: z.string().min(1),
  note: z.string(),
  /** Those of columns of numbers begin with `#`. */
  headings: z.array(z.string().min(1)),
  rows: z.array(z.array(cellSchema)),
  /** Columns of a picture: bars of `value` by `label`. */
  chart: z.strictObject({ label: z.int().min(0), value: z.int().min(0) }).nullable(),
});

/** `report.json` of a monitor: sums and shares only, nothing of fewer people than `minPeople`. */
export const monitorReportSchema = z.strictObject({
  formatVersion: z.literal(1),
  monitor: z.enum(['drift', 'bias']),
  asOf: z.iso.datetime(),
  /** The version that serves. */
  version: z.string().nullable(),
  windows: z.array(z.strictObject({ name: z.string(), from: z.iso.datetime(), to: z.iso.datetime() })),
  minPeople: z.int().min(1),
  outcome: z.enum(['passed', 'failed']),
  checks: z.array(checkSchema),
  tables: z.array(tableSchema),
});

export type MonitorReport = z.infer<typeof monitorReportSchema>;
export type MonitorCheck = z.infer<typeof checkSchema>;
export type MonitorTable = z.infer<typeof tableSchema>;
