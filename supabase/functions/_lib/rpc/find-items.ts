import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import type { FindCursor } from '../../../../shared/contracts/find-cursor.ts';
import type { FindItemsRequest } from '../../../../shared/contracts/find-items.ts';
import { callDatabaseFunction } from '../database/call-database-function.ts';
import { pageItemSchema } from './find-page-items.ts';

export const foundRowSchema = pageItemSchema
  .omit({ source: true, similarity: true, log_popularity: true, maker_id: true })
  .extend({
    /** Mean inner product with what the person liked last; null unless asked for, and where it cannot be had. */
    personal_similarity: z.number().nullable(),
    as_of: z.string(),
    /** The version whose vectors found what is similar; null where attached names did. */
    vector_version: z.string().nullable(),
    active_version: z.string().nullable(),
  });

export type FoundRow = z.infer<typeof foundRowSchema>;

export interface FindItemsOptions {
  personId: string;
  /** Where the request came from; null where that is not known. */
  address: string | null;
  request: FindItemsRequest;
  /** 1 to 101. */
  limit: number;
  /** Null for the first page. */
  after: FindCursor | null;
}

/** The database call of find-items: best first. @throws AppError as callDatabaseFunction. */
export function findItems(
  client: SupabaseClient,
  { personId, address, request, limit, after }: FindItemsOptions,
): Promise<FoundRow[]> {
  return callDatabaseFunction(client, {
    name: 'look_up_items',
    parameters: {
      p_person: personId,
      p_address: address,
      p_by: request.by,
      p_limit: limit,
      p_include_seen: request.include_seen,
      p_personal: request.personal,
      ...(request.by === 'similar' && { p_item: request.item_id }),
      ...(request.by === 'search' && { p_query: request.query }),
      ...(request.by === 'trending' && { p_window_days: request.window_days }),
      ...(after && {
        p_after_score: after.score,
        p_after_item: after.item_id,
        p_as_of: after.as_of,
        p_vector_version: after.vector_version,
      }),
    },
    answer: z.array(foundRowSchema),
  });
}
