import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { recommendationSources } from '../../../../shared/contracts/enums.ts';
import type { ItemFilters } from '../../../../shared/contracts/item-filters.ts';
import { creditSchema } from '../../../../shared/contracts/recommend-items.ts';
import { callDatabaseFunction } from '../database/call-database-function.ts';

export const pageItemSchema = z.object({
  item_id: z.int(),
  source: z.enum(recommendationSources),
  score: z.number(),
  similarity: z.number().nullable(),
  log_popularity: z.number(),
  external_id: z.string(),
  title: z.string(),
  maker_id: z.int().nullable(),
  maker: z.string().nullable(),
  series: z.string().nullable(),
  performers: z.array(z.string()),
  tags: z.array(z.string()),
  released_at: z.string().nullable(),
  duration_minutes: z.int().nullable(),
  price_yen: z.int().nullable(),
  credits: z.array(creditSchema),
});

export type PageItem = z.infer<typeof pageItemSchema>;

export interface PersonalQuery {
  modelVersion: string;
  /** Unit length, shape [dim]. */
  embedding: Float32Array;
  temperature: number;
  popularityWeight: number;
}

export interface FindPageItemsOptions {
  personId: string;
  /** 1 to 1000. */
  limit: number;
  /** Null asks for the most popular items. */
  query: PersonalQuery | null;
  /** Null lets every item pass. */
  filters: ItemFilters | null;
  /** Ids of items that must not come. */
  exclude: readonly number[];
}

/** Second database call of a recommendation: unseen items that pass the filters, best first. @throws AppError as callDatabaseFunction. */
export function findPageItems(
  client: SupabaseClient,
  { personId, limit, query, filters, exclude }: FindPageItemsOptions,
): Promise<PageItem[]> {
  return callDatabaseFunction(client, {
    name: 'find_page_items',
    parameters: {
      p_person: personId,
      p_limit: limit,
      ...(query && {
        p_model_version: query.modelVersion,
        p_query: Array.from(query.embedding),
        p_temperature: query.temperature,
        p_popularity_weight: query.popularityWeight,
      }),
      ...(filters && { p_filters: filters }),
      ...(exclude.length > 0 && { p_exclude: exclude }),
    },
    answer: z.array(pageItemSchema),
  });
}
