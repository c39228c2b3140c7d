import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import ws from 'ws';

/** A client without a stored session: with the publishable key what an app has, with the secret one a batch job's. */
export function createSupabaseClient(url: string, key: string): SupabaseClient {
  return createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    // Node 20 has no WebSocket of its own, and the client insists on one.
    realtime: { transport: ws as never },
  });
}
