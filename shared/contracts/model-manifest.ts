import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What a published model version consists of. The database keeps the SHA-256 of the manifest's bytes, the manifest
 * keeps those of every file: whoever loads an artifact checks the whole chain.
 */
export const modelManifestSchema = z.strictObject({
  format: z.literal('adult-matching/two-tower@1'),
  version: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/),
  createdAt: z.iso.datetime(),
  gitCommit: z.string().nullable(),
  preset: z.string(),
  /** The resolved training configuration. */
  config: z.record(z.string(), z.unknown()),
  seed: z.int(),
  dim: z.int().min(1),
  /** How the towers' matrices are stored; whatever it is, they compute in float32. */
  dtype: z.enum(['float32', 'float16']),
  distance: z.literal('inner_product'),
  itemCount: z.int().min(1),
  /** SHA-256 of the interactions and items that the model was trained on; of its item vectors where those are unknown. */
  datasetFingerprint: sha256,
  /** SHA-256 of feature_spec.json in canonical form (shared/features/hash-feature-spec.ts). */
  featureSpecHash: sha256,
  history: z.strictObject({
    likeLimit: z.int().min(1),
    recentLimit: z.int().min(1),
    nopeLimit: z.int().min(1),
    /** A decision this many positions old counts half. */
    halfLifePositions: z.number().positive(),
  }),
  scoring: z.strictObject({
    /** score = similarity / temperature + popularityWeight * ln(1 + decayed likes) */
    temperature: z.number().positive(),
    popularityHalfLifeDays: z.number().positive(),
    /** By number of likes; ascending, the first starts at 0. */
    popularityWeights: z
      .array(z.strictObject({ minLikes: z.int().min(0), weight: z.number().min(0) }))
      .min(1),
  }),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), sha256 })).min(1),
  /** Tower outputs for the inputs of shared/features/golden-input.ts, recomputed after every load. */
  golden: z.array(z.strictObject({ seed: z.int(), embedding: z.array(z.number()) })).min(1),
  metrics: z.record(z.string(), z.record(z.string(), z.number())),
  /** Whether the version was found fit to serve; null where it was not judged, as an imported one. */
  gate: z
    .strictObject({
      passed: z.boolean(),
      checks: z.array(z.strictObject({ code: z.string(), passed: z.boolean(), sentence: z.string() })),
    })
    .nullable()
    .default(null),
});

export type ModelManifest = z.infer<typeof modelManifestSchema>;
