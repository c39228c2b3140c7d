import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import ws from 'ws';

/** A supabase-js client that keeps nothing and sends each call as it is made. */
export function createTestClient(apiUrl: string, key: string, accessToken?: string): SupabaseClient {
  return createClient(apiUrl, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    // Node 20 has no WebSocket of its own.
    realtime: { transport: ws as never },
    ...(accessToken ? { global: { headers: { Authorization: `Bearer ${accessToken}` } } } : {}),
  });
}
