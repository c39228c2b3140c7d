import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { writePrivateFile } from './write-private-file.ts';

const keysSchema = z.object({
  publishableKey: z.string().startsWith('sb_publishable_'),
  secretKey: z.string().startsWith('sb_secret_'),
  databasePassword: z.string().min(16),
  storageSecret: z.string().min(32),
  signingKey: z.object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string(),
    y: z.string(),
    d: z.string(),
    kid: z.string(),
    alg: z.literal('ES256'),
  }),
});

export type StackKeys = z.infer<typeof keysSchema>;

const random = (bytes: number) => randomBytes(bytes).toString('base64url');

async function createKeys(): Promise<StackKeys> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return keysSchema.parse({
    publishableKey: `sb_publishable_${random(24)}`,
    secretKey: `sb_secret_${random(24)}`,
    databasePassword: random(24),
    storageSecret: random(32),
    signingKey: { ...jwk, kid, alg: 'ES256' },
  });
}

/** The keys of one stack: random, made at the first start, readable by their owner only. */
export async function loadStackKeys(path: string): Promise<StackKeys> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) {
    const keys = await createKeys();
    await writePrivateFile(path, `${JSON.stringify(keys, null, 2)}\n`);
    return keys;
  }
  try {
    return keysSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('INVALID_CONFIG', `Cannot read the keys of the stack: ${path} is damaged`, {
      hint: 'Move it away and start again: new keys are made, and everybody has to sign in again',
      cause,
    });
  }
}
