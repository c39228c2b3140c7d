import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runDeno } from './support/run-deno.ts';

const variables = {
  // A port where nothing listens.
  SUPABASE_URL: 'http://127.0.0.1:9',
  SUPABASE_SECRET_KEYS: '{"default":"sb_secret_test"}',
  SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_test"}',
  SUPABASE_JWKS: '{"keys":[]}',
  SUPABASE_SERVICE_ROLE_KEY: '',
  SUPABASE_ANON_KEY: '',
  CLIENT_ADDRESS_HEADER: '',
  METRICS_TOKEN: '',
};

// What a function may touch: its source, its own variables and its project.
const permissions = [
  `--allow-read=${fileURLToPath(new URL('../../', import.meta.url))}`,
  `--allow-env=${Object.keys(variables).join(',')}`,
  '--allow-net=127.0.0.1:9',
];

test('every function starts in stock Deno with its own variables alone and answers', async () => {
  const job = {
    functions: ['recommend-items', 'find-items', 'record-feedback', 'manage-account', 'report-status'],
  };
  const answers = await runDeno('call-functions.ts', { job, permissions, environment: variables });
  const personal = {
    OPTIONS: [204, null],
    DELETE: [405, 'METHOD_NOT_ALLOWED'],
    POST: [401, 'UNAUTHENTICATED'],
    GET: [405, 'METHOD_NOT_ALLOWED'],
  };
  expect(answers).toEqual({
    'recommend-items': personal,
    'find-items': personal,
    'record-feedback': personal,
    'manage-account': personal,
    'report-status': { ...personal, POST: [405, 'METHOD_NOT_ALLOWED'], GET: [503, 'DATABASE_UNAVAILABLE'] },
  });
});

test('a function without its keys does not start and names the variable', async () => {
  const job = { functions: ['report-status'] };
  const environment = { ...variables, SUPABASE_SECRET_KEYS: '' };
  await expect(runDeno('call-functions.ts', { job, permissions, environment })).rejects.toThrow(
    'Cannot start: SUPABASE_SECRET_KEYS has no key named default',
  );
});
