import { z } from 'zod';

/** Raised whenever an encoder in this folder changes what it computes: a model trained before refuses to serve. */
export const encoderVersion = 1;

/** What a model was trained with: the vocabularies and the layout of the content vector. */
export const featureSpecSchema = z.strictObject({
  encoderVersion: z.int(),
  dim: z.int().min(1),
  history: z.strictObject({
    likeLimit: z.int().min(1),
    recentLimit: z.int().min(1),
    nopeLimit: z.int().min(1),
    halfLifePositions: z.number().positive(),
  }),
  /** Each list is sorted; an unknown name encodes to nothing. */
  vocabularies: z.strictObject({
    makers: z.array(z.string()),
    series: z.array(z.string()),
    performers: z.array(z.string()),
    tags: z.array(z.string()),
  }),
  /** Ascending upper bounds; a value falls in the first bucket whose bound is above it, or in one past the last. */
  buckets: z.strictObject({
    releaseYear: z.array(z.number()),
    durationMinutes: z.array(z.number()),
    priceYen: z.array(z.number()),
  }),
});

export type FeatureSpec = z.infer<typeof featureSpecSchema>;
