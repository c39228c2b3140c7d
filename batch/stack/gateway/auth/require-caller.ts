import type { Transaction } from '@electric-sql/pglite';
import type { Context } from 'hono';
import type { Claims } from '../claims.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { type Resolved, resolveClaims } from '../resolve-claims.ts';
import { AuthError } from './auth-error.ts';
import { sessions } from './sessions.ts';
import type { UserRow } from './user-row.ts';
import { users } from './users.ts';

const refusals: Record<Extract<Resolved, { ok: false }>['reason'], AuthError> = {
  'no-key': new AuthError(401, 'no_authorization', 'No API key found in request'),
  'bad-key': new AuthError(401, 'no_authorization', 'Invalid API key'),
  expired: new AuthError(
    403,
    'bad_jwt',
    'invalid JWT: unable to parse or verify signature, token has invalid claims: token is expired',
  ),
  'bad-token': new AuthError(
    403,
    'bad_jwt',
    'invalid JWT: unable to parse or verify signature, token signature is invalid',
  ),
};

/** @throws AuthError when the key or the token is missing or wrong. */
export async function requireKey(c: Context, context: GatewayContext): Promise<Claims> {
  const resolved = await resolveClaims(c.req.raw.headers, context);
  if (!resolved.ok) throw refusals[resolved.reason];
  return resolved.claims;
}

/** @throws AuthError unless the caller holds the secret key. */
export async function requireAdmin(c: Context, context: GatewayContext): Promise<void> {
  const claims = await requireKey(c, context);
  if (claims.role !== 'service_role') throw new AuthError(403, 'not_admin', 'User not allowed');
}

/** The claims of a signed-in person. @throws AuthError when only a key was sent. */
export async function requirePerson(c: Context, context: GatewayContext) {
  const { sub, session_id } = await requireKey(c, context);
  if (!sub || !session_id)
    throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token');
  return { userId: sub, sessionId: session_id };
}

/** The person behind still valid claims. @throws AuthError when the account or the sign-in is gone. */
export async function loadPerson(
  tx: Transaction,
  person: { userId: string; sessionId: string },
): Promise<UserRow> {
  const user = await users.byId(tx, person.userId);
  if (!user) throw new AuthError(403, 'user_not_found', 'User from sub claim in JWT does not exist');
  if (!(await sessions.exists(tx, person.sessionId))) {
    throw new AuthError(403, 'session_not_found', 'Session from session_id claim in JWT does not exist');
  }
  return user;
}
