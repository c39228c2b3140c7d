import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { supabaseUrl } from './fake-supabase.ts';

export interface SignOptions {
  claims?: JWTPayload;
  /** Seconds from now. */
  expiresIn?: number;
  issuer?: string;
  audience?: string;
}

export const personId = '7d3c0f5e-1111-4222-8333-444455556666';

/** A key pair of a made-up Auth server: the public half as JWKS, and tokens signed with the other. */
export async function createSigner(alg: 'ES256' | 'RS256' | 'ES384' = 'ES256', kid = 'key-1') {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kty: alg === 'RS256' ? 'RSA' : 'EC', kid, alg }] };

  async function sign(options: SignOptions = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ sub: personId, role: 'authenticated', ...options.claims })
      .setProtectedHeader({ alg, kid })
      .setIssuer(options.issuer ?? `${supabaseUrl}/auth/v1`)
      .setAudience(options.audience ?? 'authenticated')
      .setIssuedAt(now - 60)
      .setExpirationTime(now + (options.expiresIn ?? 3600))
      .sign(privateKey);
  }
  return { jwks, sign, privateKey, publicKey };
}
