import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { callDatabaseFunction } from '../database/call-database-function.ts';
import type { RequestRow } from '../metrics/request-window.ts';

/** Adds what was counted of requests. @throws AppError as callDatabaseFunction. */
export async function recordRequests(client: SupabaseClient, rows: RequestRow[]): Promise<void> {
  await callDatabaseFunction(client, {
    name: 'record_requests',
    parameters: { p_rows: rows },
    answer: z.unknown(),
  });
}
