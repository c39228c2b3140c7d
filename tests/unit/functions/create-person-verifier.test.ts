import { exportSPKI, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPersonVerifier } from '../../../supabase/functions/_lib/person/create-person-verifier.ts';
import { createSigner, personId } from './support/create-signer.ts';
import { supabaseUrl } from './support/fake-supabase.ts';
import { postJson } from './support/post-json.ts';

let signer: Awaited<ReturnType<typeof createSigner>>;
beforeAll(async () => {
  signer = await createSigner();
});

function verify(request: Request, now?: Date) {
  return createPersonVerifier({ supabaseUrl, jwks: signer.jwks }, now ? { now: () => now } : {})(request);
}

describe('createPersonVerifier()', () => {
  test('returns the subject of a token of this project', async () => {
    expect(await verify(postJson({}, await signer.sign()))).toBe(personId);
  });

  test('takes RS256 as well', async () => {
    const rsa = await createSigner('RS256');
    const verifyPerson = createPersonVerifier({ supabaseUrl, jwks: rsa.jwks });
    expect(await verifyPerson(postJson({}, await rsa.sign()))).toBe(personId);
  });

  test('ignores an id in the body', async () => {
    const request = postJson({ sub: '00000000-0000-4000-8000-000000000000' }, await signer.sign());
    expect(await verify(request)).toBe(personId);
  });

  test('says that a token expired, with 5 seconds of tolerance', async () => {
    const token = await signer.sign({ expiresIn: 100 });
    const expiryPlus = (seconds: number) => new Date((Math.floor(Date.now() / 1000) + 100 + seconds) * 1000);
    expect(await verify(postJson({}, token), expiryPlus(4))).toBe(personId);
    await expect(verify(postJson({}, token), expiryPlus(7))).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
      status: 401,
    });
  });

  test.each<[string, () => Promise<string | undefined>]>([
    ['no token', async () => undefined],
    ['a publishable key', async () => 'sb_publishable_abc'],
    ['another issuer', () => signer.sign({ issuer: 'https://other.example/auth/v1' })],
    ['another audience', () => signer.sign({ audience: 'anon' })],
    ['the service role', () => signer.sign({ claims: { role: 'service_role' } })],
    ['no role', () => signer.sign({ claims: { role: undefined } })],
    ['a subject that is no UUID', () => signer.sign({ claims: { sub: 'admin' } })],
    ['a key of another project', async () => (await createSigner()).sign()],
    ['an expired token of another project', async () => (await createSigner()).sign({ expiresIn: -100 })],
    ['an unknown key id', async () => (await createSigner('ES256', 'key-2')).sign()],
    ['another algorithm', async () => (await createSigner('ES384')).sign()],
    ['no signature', async () => `${(await signer.sign()).split('.').slice(0, 2).join('.')}.`],
    ['a token without expiry', tokenWithoutExpiry],
    ['the public key as a shared secret', tokenSignedWithPublicKey],
    ['a tampered claim', tamperedToken],
  ])('refuses %s', async (_name, token) => {
    await expect(verify(postJson({}, await token()))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      status: 401,
    });
  });

  test('fetches the public keys once when the environment has none', async () => {
    const asked: string[] = [];
    const fakeFetch: typeof fetch = async (input) => {
      asked.push(String(input));
      return Response.json(signer.jwks);
    };
    const verifyPerson = createPersonVerifier({ supabaseUrl, jwks: null }, { fetch: fakeFetch });
    const token = await signer.sign();
    expect(await verifyPerson(postJson({}, token))).toBe(personId);
    expect(await verifyPerson(postJson({}, token))).toBe(personId);
    expect(asked).toEqual([`${supabaseUrl}/auth/v1/.well-known/jwks.json`]);
  });

  test.each<[string, typeof fetch]>([
    ['the network fails', () => Promise.reject(new TypeError('fetch failed'))],
    ['the answer is no key set', async () => new Response('busy', { status: 503 })],
  ])('does not blame the token when %s', async (_name, fakeFetch) => {
    const verifyPerson = createPersonVerifier({ supabaseUrl, jwks: null }, { fetch: fakeFetch });
    await expect(verifyPerson(postJson({}, await signer.sign()))).rejects.toMatchObject({
      ...{ code: 'AUTH_UNAVAILABLE', status: 503 },
    });
  });
});

function tokenWithoutExpiry(): Promise<string> {
  return new SignJWT({ sub: personId, role: 'authenticated' })
    .setProtectedHeader({ alg: 'ES256', kid: 'key-1' })
    .setIssuer(`${supabaseUrl}/auth/v1`)
    .setAudience('authenticated')
    .sign(signer.privateKey);
}

async function tokenSignedWithPublicKey(): Promise<string> {
  return new SignJWT({ sub: personId, role: 'authenticated' })
    .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
    .setIssuer(`${supabaseUrl}/auth/v1`)
    .setAudience('authenticated')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(await exportSPKI(signer.publicKey)));
}

async function tamperedToken(): Promise<string> {
  const [header, payload, signature] = (await signer.sign()).split('.');
  const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString());
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: '00000000-0000-4000-8000-000000000000' }));
  return `${header}.${forged.toString('base64url')}.${signature}`;
}
