import type { Context } from 'hono';
import type { z } from 'zod';
import { storageErrors } from './storage-error.ts';

/** @throws StorageError InvalidRequest. */
export async function readStorageRequest<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw storageErrors.invalid(`body/${parsed.error.issues[0]?.path.join('/') ?? ''} is not valid`);
}
