import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import type { FunctionEnvironment } from '../environment/parse-environment.ts';
import { timeLimits } from '../time/time-limits.ts';

/** The project's public keys: those the platform handed in, else the published ones, fetched once and cached. */
export function selectJwks(
  { supabaseUrl, jwks }: Pick<FunctionEnvironment, 'supabaseUrl' | 'jwks'>,
  fetcher: typeof fetch,
): JWTVerifyGetKey {
  if (jwks) return createLocalJWKSet(jwks);
  return createRemoteJWKSet(new URL(`${supabaseUrl}/auth/v1/.well-known/jwks.json`), {
    timeoutDuration: timeLimits.keysMs,
    [customFetch]: (url, options) => fetcher(url, options),
  });
}
