import { z } from 'zod';
import { sourceNameSchema } from './catalogue-record.ts';
import { datasetNameSchema } from './dataset-manifest.ts';
import { decisionKinds, itemStatuses, jobStatuses } from './enums.ts';

/** What can be exported. */
export const exportDatasets = [
  'catalogue',
  'decisions',
  'impressions',
  'training-set',
  'item-vectors',
  'popularity',
  'quarantine',
  'job-runs',
] as const;

/** `json` is one array of objects, `jsonl` one object a line, `csv` has a header and follows RFC 4180. */
export const exportFormats = ['json', 'jsonl', 'csv', 'parquet'] as const;
const exportCompressions = ['none', 'gzip', 'zstd'] as const;

const moment = z.iso.datetime({ offset: true });

/** Every key narrows the rows; each dataset takes some of them. `From` is inclusive, `To` is not. */
export const exportFilterSchema = z.strictObject({
  source: sourceNameSchema.optional(),
  status: z.enum(itemStatuses).optional(),
  releasedFrom: moment.optional(),
  releasedTo: moment.optional(),
  decision: z.enum(decisionKinds).optional(),
  decidedFrom: moment.optional(),
  decidedTo: moment.optional(),
  shownFrom: moment.optional(),
  shownTo: moment.optional(),
  /** Of item vectors by default the version that serves; of impressions all. */
  modelVersion: z.string().min(1).max(63).optional(),
  quarantinedFrom: moment.optional(),
  quarantinedTo: moment.optional(),
  job: z.string().min(1).max(100).optional(),
  jobStatus: z.enum(jobStatuses).optional(),
  startedFrom: moment.optional(),
  startedTo: moment.optional(),
});

/** A named export: what, in which form, and which rows and columns of it. */
export const exportConfigurationSchema = z.strictObject({
  name: datasetNameSchema,
  title: z.string().min(1).max(200),
  dataset: z.enum(exportDatasets),
  /** Of a training set: which of its tables. */
  table: z.string().min(1).max(100).optional(),
  format: z.enum(exportFormats),
  /** Default: zstd inside Parquet files, none otherwise. */
  compression: z.enum(exportCompressions).optional(),
  /** Which columns, in this order. Default: all. */
  columns: z.array(z.string().min(1)).min(1).max(100).optional(),
  filter: exportFilterSchema.optional(),
  /** At most so many rows, the first by key. */
  limit: z.int().min(1).optional(),
  /** Keys of people are keyed hashes. Without it the export must also be allowed to hold them when it is run. */
  pseudonymise: z.boolean().default(true),
  /** In CSV a text that a spreadsheet would take for a formula gets an apostrophe before it. */
  escapeFormulas: z.boolean().default(true),
});

export type ExportDataset = (typeof exportDatasets)[number];
export type ExportFormat = (typeof exportFormats)[number];
export type ExportFilter = z.output<typeof exportFilterSchema>;
export type ExportConfiguration = z.output<typeof exportConfigurationSchema>;
