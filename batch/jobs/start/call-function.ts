import { FunctionsHttpError, type SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import { errorBodySchema } from '../../../shared/contracts/error-body.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

/** Calls an Edge Function and parses its answer. @throws AppError FUNCTION_FAILED with the endpoint's own code. */
export async function callFunction<S extends z.ZodType>(
  client: SupabaseClient,
  name: string,
  { body, answer }: { body: Record<string, unknown>; answer: S },
): Promise<z.output<S>> {
  const { data, error } = await client.functions.invoke(name, { body });
  if (!error) return answer.parse(data);
  const said =
    error instanceof FunctionsHttpError ? await describe(error.context as Response) : error.message;
  throw new AppError('FUNCTION_FAILED', `${name} failed: ${said}`, { cause: error });
}

async function describe(response: Response): Promise<string> {
  const parsed = errorBodySchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) return `HTTP ${response.status}`;
  return `${parsed.data.error.code}: ${parsed.data.error.message}`;
}
