import { z } from 'zod';

const code = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_]{0,39}$/, { error: 'must be lower-case letters and digits' });

/** A list, also as one text with commas. */
function list<S extends z.ZodType<string>>(element: S) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z
      .array(element)
      .min(1)
      .transform((values) => [...new Set(values)]),
  );
}

const dmmParts = ['items', 'terms', 'ranking'] as const;

/** What every job asks the API with. */
const requestShape = {
  site: z.enum(['FANZA', 'DMM.com']).default('FANZA').describe('site of the API'),
  service: code.default('digital').describe('service of the site'),
  floors: list(code)
    .default(['videoa', 'videoc'])
    .describe('floors of the service, with commas between them'),
  requestsPerSecond: z
    .number()
    .positive()
    .max(100_000)
    .default(1)
    .describe('requests a second; the API has no official figure, one is what others use'),
  timeoutSeconds: z.number().positive().max(600).default(30).describe('what one request may take'),
  retries: z.int().min(0).max(20).default(5).describe('attempts after a failed one'),
  retryDelaySeconds: z.number().positive().max(60).default(1).describe('before the first of them; doubles'),
  readings: z.int().min(1).max(10).default(3).describe('of a listing that changes while it is read'),
};

const itemShape = {
  overlapDays: z
    .number()
    .min(0)
    .max(3650)
    .default(7)
    .describe('days before the last sync that are read again'),
  hits: z.int().min(1).max(100).default(100).describe('items a page'),
  sliceItems: z
    .int()
    .min(1)
    .max(50_000)
    .default(10_000)
    .describe('items a slice of release dates has at most; the API pages through 50,000'),
  staleAfterSyncs: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('full syncs in a row that miss an item before it is hidden'),
  rules: z.string().min(1).optional().describe('JSON file with quality rules; default: the built-in ones'),
};

const rankingShape = {
  rankingSize: z.int().min(1).max(50_000).default(1000).describe('positions of the ranking of a floor'),
};

export const syncModes = ['incremental', 'full'] as const;

export type SyncMode = (typeof syncModes)[number];

export const requestSchema = z.strictObject(requestShape);
export const rankingSchema = z.strictObject({ ...requestShape, ...rankingShape });
export const backfillSchema = z.strictObject({
  ...requestShape,
  ...itemShape,
  ...rankingShape,
  include: list(z.enum(dmmParts))
    .default([...dmmParts])
    .describe('of items, terms and ranking'),
});
export const syncSchema = z.strictObject({
  ...backfillSchema.shape,
  mode: z.enum(syncModes).default('incremental').describe('incremental or full; the first sync is full'),
});

export type RequestParameters = z.output<typeof requestSchema>;
export type RankingParameters = z.output<typeof rankingSchema>;
export type SyncParameters = z.output<typeof syncSchema>;
