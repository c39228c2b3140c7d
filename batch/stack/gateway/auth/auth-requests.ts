import type { Context } from 'hono';
import { z } from 'zod';
import { AuthError } from './auth-error.ts';

const metadata = z.record(z.string(), z.unknown());
const email = z.email();
/** supabase-js sends empty texts and nulls for what is not given. */
const optionalEmail = z.preprocess((value) => value || undefined, email.optional());
const optionalText = z.preprocess((value) => value || undefined, z.string().optional());

export const authRequests = {
  signup: z.object({ email: optionalEmail, password: optionalText, data: metadata.nullish() }),
  password: z.object({ email: optionalEmail, password: optionalText }),
  refresh: z.object({ refresh_token: z.string().min(1) }),
  changeUser: z.object({ email: optionalEmail, password: optionalText, data: metadata.nullish() }),
  adminUser: z.object({
    id: z.uuid().optional(),
    email: optionalEmail,
    password: optionalText,
    user_metadata: metadata.nullish(),
    app_metadata: metadata.nullish(),
    ban_duration: z.string().nullish(),
  }),
};

/** @throws AuthError bad_json or validation_failed. */
export async function readAuthRequest<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const body = await c.req.json().catch(() => {
    throw new AuthError(400, 'bad_json', 'Could not parse request body as JSON');
  });
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') || 'body';
  if (field === 'email') {
    throw new AuthError(400, 'validation_failed', 'Unable to validate email address: invalid format');
  }
  throw new AuthError(400, 'validation_failed', `Cannot read the field ${field}`);
}
