import { z } from 'zod';

export const reportStatusResponseSchema = z.object({
  request_id: z.uuid(),
  /** ok: a model serves; degraded: items can be shown, but not personally; empty: there is nothing to show. */
  status: z.enum(['ok', 'degraded', 'empty']),
  model_version: z.string().nullable(),
  vector_count: z.int(),
  item_count: z.int(),
  popularity_refreshed_at: z.string().nullable(),
});
