import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { FunctionEnvironment } from '../environment/parse-environment.ts';
import { timeLimits } from '../time/time-limits.ts';
import { fetchWithTimeout } from './fetch-with-timeout.ts';

export interface AdminClientOptions {
  fetch?: typeof fetch;
  /** A call that takes longer counts as failed; default as in time-limits.ts. */
  timeoutMs?: number;
}

/** A client with the secret key: it passes row level security, so a person's id must come from a verified token. */
export function createAdminClient(
  { supabaseUrl, secretKey }: Pick<FunctionEnvironment, 'supabaseUrl' | 'secretKey'>,
  { fetch: fetcher = fetch, timeoutMs = timeLimits.callMs }: AdminClientOptions = {},
): SupabaseClient {
  return createClient(supabaseUrl, secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: fetchWithTimeout(fetcher, timeoutMs) },
  });
}
