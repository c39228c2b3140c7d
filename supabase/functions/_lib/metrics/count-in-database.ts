import type { SupabaseClient } from '@supabase/supabase-js';
import type { Background } from '../background/create-background.ts';
import { recordRequests } from '../rpc/record-requests.ts';
import { createRequestCounter } from './create-request-counter.ts';
import type { CountRequest } from './finished-request.ts';

const windowMs = 5000;

/** Counts the requests of this worker into the database, every five seconds at most and once more when the worker ends. */
export function countInDatabase(client: SupabaseClient, background: Background): CountRequest {
  const counter = createRequestCounter({
    background,
    record: (rows) => recordRequests(client, rows),
    pause: () => new Promise((resolve) => setTimeout(resolve, windowMs)),
    now: () => new Date(),
  });
  addEventListener('beforeunload', () => counter.end());
  return counter.count;
}
