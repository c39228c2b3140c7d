import { expect, test } from 'vitest';
import { z } from 'zod';
import { callDatabaseFunction } from '../../../supabase/functions/_lib/database/call-database-function.ts';
import { createAdminClient } from '../../../supabase/functions/_lib/database/create-admin-client.ts';
import { supabaseUrl } from './support/fake-supabase.ts';

const secretKey = 'sb_secret_test';

test('createAdminClient() sends the secret key as apikey', async () => {
  let headers = new Headers();
  const fakeFetch: typeof fetch = async (_input, init) => {
    headers = new Headers(init?.headers);
    return Response.json(1);
  };
  const client = createAdminClient({ supabaseUrl, secretKey }, { fetch: fakeFetch });
  await callDatabaseFunction(client, { name: 'f', parameters: {}, answer: z.int() });
  expect(headers.get('apikey')).toBe(secretKey);
});

test('createAdminClient() gives up on a database that hangs', async () => {
  const hanging: typeof fetch = (_input, init) => {
    return new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
  };
  const client = createAdminClient({ supabaseUrl, secretKey }, { fetch: hanging, timeoutMs: 20 });
  const call = callDatabaseFunction(client, { name: 'f', parameters: {}, answer: z.int() });
  await expect(call).rejects.toMatchObject({ code: 'DATABASE_SLOW' });
});
