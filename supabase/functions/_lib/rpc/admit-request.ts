import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { callDatabaseFunction } from '../database/call-database-function.ts';

export interface AdmitRequestOptions {
  personId: string;
  /** Where the request came from; null where that is not known. */
  address: string | null;
}

/**
 * Counts a request against the limits, for an endpoint whose own database calls do not.
 * @throws AppError RATE_LIMITED; else as callDatabaseFunction.
 */
export async function admitRequest(
  client: SupabaseClient,
  { personId, address }: AdmitRequestOptions,
): Promise<void> {
  await callDatabaseFunction(client, {
    name: 'admit_request',
    parameters: { p_person: personId, p_address: address },
    answer: z.unknown(),
  });
}
