import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { callDatabaseFunction } from '../database/call-database-function.ts';
import { vectorTextSchema } from './vector-text-schema.ts';

const recentNopeSchema = z
  .object({ maker_id: z.int().nullable(), tags: z.array(z.string()), age: z.int().min(0) })
  .transform(({ maker_id, tags, age }) => ({ makerId: maker_id, tags, age }));

export const recommendationContextSchema = z.object({
  adult_confirmed: z.boolean(),
  /** Both null while no version is active. */
  model_version: z.string().nullable(),
  manifest_sha256: z.string().nullable(),
  like_count: z.int(),
  nope_count: z.int(),
  /** Shape [dim]; null for a person without such decisions. */
  like_pool: vectorTextSchema.nullable(),
  recent_pool: vectorTextSchema.nullable(),
  nope_pool: vectorTextSchema.nullable(),
  recent_nopes: z.array(recentNopeSchema),
});

export type RecommendationContext = z.infer<typeof recommendationContextSchema>;

/** First database call of a recommendation. @throws AppError as callDatabaseFunction. */
export async function getRecommendationContext(
  client: SupabaseClient,
  personId: string,
): Promise<RecommendationContext> {
  const [context] = await callDatabaseFunction(client, {
    name: 'get_recommendation_context',
    parameters: { p_person: personId },
    answer: z.tuple([recommendationContextSchema]),
  });
  return context;
}
