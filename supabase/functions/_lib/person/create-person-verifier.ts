import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { AppError } from '../../../../shared/errors/app-error.ts';
import type { FunctionEnvironment } from '../environment/parse-environment.ts';
import { selectJwks } from './select-jwks.ts';

/** @returns the id of the person whose token the request carries. */
export type VerifyPerson = (request: Request) => Promise<string>;

export interface PersonVerifierOptions {
  fetch?: typeof fetch;
  now?: () => Date;
}

const claimsSchema = z.object({ sub: z.uuid(), role: z.literal('authenticated') });

// What says that the keys could not be had, and nothing about the token.
const keyTrouble = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);

/**
 * Returns the check that every personal endpoint begins with: a bearer token signed by this project (ES256 or
 * RS256), for its users, not expired. API keys and tokens of other kinds do not pass.
 * It throws AppError UNAUTHENTICATED or TOKEN_EXPIRED; AUTH_UNAVAILABLE when the public keys cannot be had.
 */
export function createPersonVerifier(
  environment: Pick<FunctionEnvironment, 'supabaseUrl' | 'jwks'>,
  { fetch: fetcher = fetch, now = () => new Date() }: PersonVerifierOptions = {},
): VerifyPerson {
  const keys = selectJwks(environment, fetcher);
  const issuer = `${environment.supabaseUrl}/auth/v1`;
  return async (request) => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (token === undefined) throw unauthenticated('no bearer token was sent');
    const claims = claimsSchema.safeParse(await verify(token, { keys, issuer, currentDate: now() }));
    if (!claims.success) throw unauthenticated('the token is not one of a signed-in user');
    return claims.data.sub;
  };
}

async function verify(token: string, options: { keys: JWTVerifyGetKey; issuer: string; currentDate: Date }) {
  const { keys, ...rest } = options;
  try {
    const { payload } = await jwtVerify(token, keys, {
      ...rest,
      algorithms: ['ES256', 'RS256'],
      audience: 'authenticated',
      // Without this a token that never expires would pass.
      requiredClaims: ['exp'],
      clockTolerance: 5,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new AppError(
        'TOKEN_EXPIRED',
        'Cannot identify the person: the token expired. Refresh it and try again',
      );
    }
    if (error instanceof errors.JOSEError && !keyTrouble.has(error.code)) {
      throw unauthenticated('the token is not valid for this project');
    }
    throw new AppError(
      'AUTH_UNAVAILABLE',
      'Cannot check the token: the keys of the project cannot be had. Try again in a moment',
      { cause: error },
    );
  }
}

function unauthenticated(problem: string): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    `Cannot identify the person: ${problem}. Sign in and send the access token`,
  );
}
