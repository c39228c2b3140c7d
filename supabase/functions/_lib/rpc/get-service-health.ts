import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { callDatabaseFunction } from '../database/call-database-function.ts';

export const serviceHealthSchema = z.object({
  model_version: z.string().nullable(),
  vector_count: z.int(),
  item_count: z.int(),
  popularity_refreshed_at: z.string().nullable(),
});

export type ServiceHealth = z.infer<typeof serviceHealthSchema>;

/** What the database holds to serve from. `address`: where the request came from, if that is known. @throws AppError as callDatabaseFunction. */
export async function getServiceHealth(
  client: SupabaseClient,
  { address }: { address: string | null },
): Promise<ServiceHealth> {
  const [health] = await callDatabaseFunction(client, {
    name: 'read_health',
    parameters: { p_address: address },
    answer: z.tuple([serviceHealthSchema]),
  });
  return health;
}
