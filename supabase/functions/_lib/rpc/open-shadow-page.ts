import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { callDatabaseFunction } from '../database/call-database-function.ts';
import { pageContextSchema } from './open-page.ts';

const shadowTasteSchema = pageContextSchema.pick({ like_pool: true, recent_pool: true, nope_pool: true });

export type ShadowTaste = z.infer<typeof shadowTasteSchema>;

/** The person's taste, pooled for a shadow version; null where it is no shadow any more. @throws AppError as callDatabaseFunction. */
export async function openShadowPage(
  client: SupabaseClient,
  { personId, version }: { personId: string; version: string },
): Promise<ShadowTaste | null> {
  const [taste = null] = await callDatabaseFunction(client, {
    name: 'open_shadow_page',
    parameters: { p_person: personId, p_version: version },
    answer: z.array(shadowTasteSchema).max(1),
  });
  return taste;
}
