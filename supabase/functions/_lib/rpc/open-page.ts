import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { callDatabaseFunction } from '../database/call-database-function.ts';
import { vectorTextSchema } from './vector-text-schema.ts';

const recentNopeSchema = z
  .object({ maker_id: z.int().nullable(), tags: z.array(z.string()), age: z.int().min(0) })
  .transform(({ maker_id, tags, age }) => ({ makerId: maker_id, tags, age }));

const likedItemSchema = z.object({
  item_id: z.int(),
  title: z.string(),
  maker: z.string().nullable(),
  series: z.string().nullable(),
  performers: z.array(z.string()),
  tags: z.array(z.string()),
});

export const pageContextSchema = z.object({
  adult_confirmed: z.boolean(),
  /** The version assigned to the person: the canary for its share of people. Both null while no version is active. */
  model_version: z.string().nullable(),
  manifest_sha256: z.string().nullable(),
  like_count: z.int(),
  nope_count: z.int(),
  /** Shape [dim]; null for a person without such decisions. Those of likes hold items of the onboarding tags too. */
  like_pool: vectorTextSchema.nullable(),
  recent_pool: vectorTextSchema.nullable(),
  nope_pool: vectorTextSchema.nullable(),
  recent_nopes: z.array(recentNopeSchema),
  /** The last ten, newest first. */
  recent_likes: z.array(likedItemSchema),
  onboarding_tags: z.array(z.string()),
  /** Items that the pools of likes hold for the onboarding tags. */
  declared_likes: z.int().min(0),
  /** False: the person wants pages without what they decided. */
  personalisation: z.boolean(),
  /** The operator's settings and experiments, as they stand in the database: for ranking-settings.ts and experiment.ts. */
  ranking: z.unknown(),
  experiments: z.unknown(),
  /** A version that is to make this page too, for nobody to see; both null for most requests. */
  shadow_version: z.string().nullable(),
  shadow_manifest_sha256: z.string().nullable(),
});

export type PageContext = z.infer<typeof pageContextSchema>;

export interface OpenPageOptions {
  personId: string;
  /** Where the request came from; null where that is not known. */
  address: string | null;
}

/** First database call of a recommendation. @throws AppError as callDatabaseFunction. */
export async function openPage(
  client: SupabaseClient,
  { personId, address }: OpenPageOptions,
): Promise<PageContext> {
  const [context] = await callDatabaseFunction(client, {
    name: 'open_page',
    parameters: { p_person: personId, p_address: address },
    answer: z.tuple([pageContextSchema]),
  });
  return context;
}
