import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import ws from 'ws';

/** A supabase-js client whose calls of `functions.invoke` go to servers of their own; all others to the stack. */
export function createRoutedClient(
  { apiUrl, publishableKey }: { apiUrl: string; publishableKey: string },
  /** Address by name of the function. */
  servers: ReadonlyMap<string, string>,
): SupabaseClient {
  const prefix = `${apiUrl}/functions/v1/`;
  const route: typeof fetch = (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    if (!url.startsWith(prefix)) return fetch(input, init);
    const name = url.slice(prefix.length);
    const server = servers.get(name);
    if (!server) throw new RangeError(`No server for the function ${name}`);
    return fetch(`${server}/${name}`, init);
  };
  return createClient(apiUrl, publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    // Node 20 has no WebSocket of its own.
    realtime: { transport: ws as never },
    global: { fetch: route },
  });
}
