import { importJWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { StackKeys } from '../load-stack-keys.ts';
import type { Claims } from './claims.ts';

export const accessTokenSeconds = 3600;

const claimsSchema = z.looseObject({
  role: z.string(),
  sub: z.string().optional(),
  session_id: z.string().optional(),
  is_anonymous: z.boolean().optional(),
});

export interface TokenSigner {
  sign(claims: JWTPayload): Promise<{ token: string; expiresAt: number }>;
  /** @throws a jose error when the token is not one of this stack, or has expired. */
  verify(token: string): Promise<Claims>;
  jwks: { keys: Record<string, string>[] };
}

/** Signs and verifies the access tokens of one stack: ES256, audience `authenticated`, one hour. */
export async function createTokenSigner(keys: StackKeys, issuer: () => string): Promise<TokenSigner> {
  const { d: _secret, ...open } = keys.signingKey;
  const privateKey = await importJWK(keys.signingKey, 'ES256');
  const publicKey = await importJWK(open, 'ES256');
  return {
    async sign(claims) {
      const issuedAt = Math.floor(Date.now() / 1000);
      const expiresAt = issuedAt + accessTokenSeconds;
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: open.kid, typ: 'JWT' })
        .setIssuer(issuer())
        .setAudience('authenticated')
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(privateKey);
      return { token, expiresAt };
    },
    async verify(token) {
      // The issuer holds the port, which may change between two starts: the key alone tells the stack.
      const { payload } = await jwtVerify(token, publicKey, {
        algorithms: ['ES256'],
        audience: 'authenticated',
      });
      return claimsSchema.parse(payload) as Claims;
    },
    jwks: { keys: [{ ...open, use: 'sig' }] },
  };
}
