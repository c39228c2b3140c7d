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

export type LikedItem = z.infer<typeof likedItemSchema>;

export const pageContextSchema = z.object({
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
  /** The last ten, newest first. */
  recent_likes: z.array(likedItemSchema),
  /** False: the person wants pages without what they decided. */
  personalisation: z.boolean(),
});

export type PageContext = z.infer<typeof pageContextSchema>;

/** First database call of a recommendation. @throws AppError as callDatabaseFunction. */
export async function getPageContext(client: SupabaseClient, personId: string): Promise<PageContext> {
  const [context] = await callDatabaseFunction(client, {
    name: 'get_page_context',
    parameters: { p_person: personId },
    answer: z.tuple([pageContextSchema]),
  });
  return context;
}
