import { z } from 'zod';

/** Folders of the data root that hold datasets. */
export const datasetStages = ['raw', 'processed', 'validated', 'exports'] as const;

/** One word of a path: no separator, no leading dot, so that a name can never leave its folder. */
export const datasetNameSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, {
  error: 'must be 1 to 100 lower-case letters, digits, dots, dashes or underscores, not beginning with a dot',
});

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const datasetReferenceSchema = z.strictObject({
  stage: z.enum(datasetStages),
  name: datasetNameSchema,
  version: datasetNameSchema,
  fingerprint: sha256Schema,
});

/** Every row that was read is in exactly one of the two others. */
export const rowAccountingSchema = z
  .strictObject({
    read: z.int().min(0),
    accepted: z.int().min(0),
    quarantined: z.int().min(0),
  })
  .refine(({ read, accepted, quarantined }) => read === accepted + quarantined, {
    error: 'accepted + quarantined must be read',
  });

/** `manifest.json` of a dataset: a folder of Parquet files that never changes once the manifest is there. */
export const datasetManifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  stage: z.enum(datasetStages),
  name: datasetNameSchema,
  version: datasetNameSchema,
  /** What the rows are, such as `events` 1; the meaning of columns changes only with the version. */
  schema: z.strictObject({ name: z.string().min(1), version: z.int().min(1) }),
  tables: z.array(
    z.strictObject({
      name: z.string().min(1),
      rows: z.int().min(0),
      columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
      files: z.array(
        z.strictObject({
          /** Relative to the dataset's folder. */
          path: z.string().min(1),
          bytes: z.int().min(0),
          rows: z.int().min(0),
          sha256: sha256Schema,
        }),
      ),
    }),
  ),
  /** Datasets that this one was made from. */
  parents: z.array(datasetReferenceSchema),
  /** Files from outside that this one was made from. */
  inputs: z.array(z.strictObject({ file: z.string().min(1), bytes: z.int().min(0), sha256: sha256Schema })),
  /** Settings that the rows depend on; no secret. */
  parameters: z.record(z.string(), z.unknown()),
  accounting: rowAccountingSchema.nullable(),
  /**
   * SHA-256 (hex) over the schema and the multiset of rows of each table. It depends neither on the order of rows nor
   * on how they are spread over files, so that sharded and single runs can be compared.
   */
  fingerprint: sha256Schema,
  createdAt: z.iso.datetime(),
});

export type DatasetStage = (typeof datasetStages)[number];
export type DatasetReference = z.infer<typeof datasetReferenceSchema>;
export type DatasetManifest = z.infer<typeof datasetManifestSchema>;
