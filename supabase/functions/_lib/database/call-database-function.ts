import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import { AppError } from '../../../../shared/errors/app-error.ts';
import { mapDatabaseError } from './map-database-error.ts';

export interface DatabaseCall<Schema extends z.ZodType> {
  /** A function in the schema `public`. */
  name: string;
  parameters: Record<string, unknown>;
  answer: Schema;
}

/**
 * Calls one database function: one round trip.
 * @throws AppError as mapDatabaseError says; INTERNAL when the answer has another form than `answer`.
 */
export async function callDatabaseFunction<Schema extends z.ZodType>(
  client: SupabaseClient,
  { name, parameters, answer }: DatabaseCall<Schema>,
): Promise<z.infer<Schema>> {
  const { data, error, status } = await client.rpc(name, parameters);
  if (error) throw mapDatabaseError(error, status);
  const parsed = answer.safeParse(data);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, 5).map((issue) => issue.path.join('.'));
  throw new AppError('INTERNAL', 'The database answered in an unexpected form', {
    details: { name, fields },
  });
}
