import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { callDatabaseFunction } from '../database/call-database-function.ts';

export interface ShadowPage {
  version: string;
  /** Items that were compared, and how many of them the shadow found too. */
  shown: number;
  shared: number;
  failed: boolean;
  durationMs: number;
}

/** Adds a shadow's page to the sums of its minute. @throws AppError as callDatabaseFunction. */
export async function recordShadowPage(client: SupabaseClient, page: ShadowPage): Promise<void> {
  const { version, shown, shared, failed, durationMs } = page;
  await callDatabaseFunction(client, {
    name: 'record_shadow_page',
    parameters: {
      p_version: version,
      p_shown: shown,
      p_shared: shared,
      p_failed: failed,
      p_duration_ms: durationMs,
    },
    answer: z.null(),
  });
}
