import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { loadStackKeys } from '../../../batch/stack/load-stack-keys.ts';
import { stackPaths } from '../../../batch/stack/stack-paths.ts';

export interface SignTokenOptions {
  /** The stack whose key signs; one that never ran gets a key of its own. */
  root: string;
  issuer: string;
  claims: JWTPayload;
  /** Negative for a token that has expired. */
  expiresInSeconds: number;
}

/** An access token in every respect but what the options change. */
export async function signToken({
  root,
  issuer,
  claims,
  expiresInSeconds,
}: SignTokenOptions): Promise<string> {
  const { signingKey } = await loadStackKeys(stackPaths(root).keys);
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: signingKey.kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience('authenticated')
    .setIssuedAt(now - 7200)
    .setExpirationTime(now + expiresInSeconds)
    .sign(await importJWK(signingKey, 'ES256'));
}
