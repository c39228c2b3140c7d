import { errors } from 'jose';
import { sameSecret } from '../same-secret.ts';
import type { Claims } from './claims.ts';
import type { GatewayContext } from './gateway-context.ts';

export type Resolved =
  | { ok: true; claims: Claims }
  | { ok: false; reason: 'no-key' | 'bad-key' | 'expired' | 'bad-token' };

function roleOfKey(key: string, context: GatewayContext): string | undefined {
  if (sameSecret(key, context.keys.publishableKey)) return 'anon';
  if (sameSecret(key, context.keys.secretKey)) return 'service_role';
  return undefined;
}

/**
 * Who asks: the `apikey` header opens the door, a bearer token says which person. supabase-js sends the key as
 * the bearer too when nobody is signed in.
 */
export async function resolveClaims(headers: Headers, context: GatewayContext): Promise<Resolved> {
  const bearer = headers.get('authorization')?.replace(/^bearer\s+/i, '');
  const apikey = headers.get('apikey') ?? bearer;
  if (!apikey) return { ok: false, reason: 'no-key' };
  const role = roleOfKey(apikey, context);
  if (!role) return { ok: false, reason: 'bad-key' };
  if (!bearer || bearer === apikey) return { ok: true, claims: { role } };
  try {
    return { ok: true, claims: await context.tokens.verify(bearer) };
  } catch (error) {
    return { ok: false, reason: error instanceof errors.JWTExpired ? 'expired' : 'bad-token' };
  }
}
