import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSupabaseClient } from '../../../batch/io/create-supabase-client.ts';
import { modelBucket } from '../../../shared/contracts/artifact-paths.ts';
import { tinyDataSet } from '../../fixtures/tiny-data-set.ts';
import { writeDataSet } from '../../fixtures/write-data-set.ts';
import { importFolder } from '../../support/import-folder.ts';
import { connectDatabase } from '../../support/stack/connect-database.ts';
import { openMigratedStack } from '../../support/stack/open-migrated-stack.ts';
import type { TestStack } from '../../support/stack/open-test-stack.ts';
import { type Calls, createCalls } from './support/create-calls.ts';
import { readAllRows } from './support/read-all-rows.ts';

let stack: TestStack;
let database: Awaited<ReturnType<typeof connectDatabase>>;
let calls: Calls;
const clients: Record<'anonymous' | 'person' | 'service', SupabaseClient> = {} as never;
const objectPath = 'two_tower/v1/manifest.json';
const names: (keyof Calls)[] = [
  'confirm_adult',
  'get_recommendation_context',
  'set_training_consent',
  'retrieve_items',
  'retrieve_page_items',
  'get_page_context',
  'begin_page',
  'open_page',
  'open_shadow_page',
  'record_shadow_page',
  'find_page_items',
  'set_exclusions',
  'set_onboarding_tags',
  'set_personalisation',
  'get_account',
  'export_person',
  'find_items',
  'look_up_items',
  'admit_request',
  'record_impressions',
  'log_impressions',
  'record_feedback',
  'record_events',
  'take_events',
  'get_service_health',
  'read_health',
  'record_requests',
  'read_metrics',
];

beforeAll(async () => {
  stack = await openMigratedStack();
  database = await connectDatabase(stack.dbUrl);
  await importFolder(database, await writeDataSet(tinyDataSet));
  clients.anonymous = createSupabaseClient(stack.apiUrl, stack.publishableKey);
  clients.person = createSupabaseClient(stack.apiUrl, stack.publishableKey);
  clients.service = createSupabaseClient(stack.apiUrl, stack.secretKey);
  const { data, error } = await clients.person.auth.signInAnonymously();
  if (error) throw error;
  const { rows } = await database.query<{ id: string }>('select min(id) as id from app.items');
  // Their own rows: even these are out of reach without a function in between.
  calls = createCalls({ person: data.user!.id, item: Number(rows[0]!.id) });
  const stored = await clients.service.storage.from(modelBucket).upload(objectPath, '{"secret":1}');
  if (stored.error) throw stored.error;
}, 120_000);
afterAll(async () => {
  await database?.end();
  await stack?.remove();
});

test('the calls below are all public functions', () => {
  expect([...names].sort()).toEqual(Object.keys(calls).sort());
});

describe.each([
  { who: 'anonymous', status: 401 },
  { who: 'person', status: 403 },
] as const)('with the publishable key, $who', ({ who, status }) => {
  test.each(names)('%s is refused', async (name) => {
    const before = await readAllRows(database);
    const answer = await clients[who].rpc(name, calls[name]);
    expect(answer).toMatchObject({ status, data: null, error: { code: '42501' } });
    expect(await readAllRows(database)).toEqual(before);
  });

  test('a function of app is not to be found', async () => {
    const answer = await clients[who].rpc('near_index_width', { p_version: 'v1' });
    expect(answer).toMatchObject({ status: 404, error: { code: 'PGRST202' } });
  });

  test('the bucket of the models cannot be listed, read, signed, written or emptied', async () => {
    const before = await readAllRows(database);
    const bucket = clients[who].storage.from(modelBucket);
    expect((await bucket.list()).data ?? []).toEqual([]);
    expect((await bucket.list('two_tower/v1')).data ?? []).toEqual([]);
    expect((await clients[who].storage.listBuckets()).data ?? []).toEqual([]);
    expect((await bucket.download(objectPath)).error).not.toBeNull();
    expect((await bucket.info(objectPath)).error).not.toBeNull();
    expect((await bucket.createSignedUrl(objectPath, 60)).error).not.toBeNull();
    const open = await fetch(bucket.getPublicUrl(objectPath).data.publicUrl);
    expect(open.ok).toBe(false);
    expect(await open.text()).not.toContain('secret');
    expect((await bucket.upload('two_tower/v1/new.json', '{}')).error).not.toBeNull();
    expect((await bucket.upload(objectPath, '{}', { upsert: true })).error).not.toBeNull();
    expect((await bucket.update(objectPath, '{}')).error).not.toBeNull();
    expect((await bucket.move(objectPath, 'moved.json')).error).not.toBeNull();
    expect((await bucket.copy(objectPath, 'copied.json')).error).not.toBeNull();
    expect((await bucket.remove([objectPath])).data ?? []).toEqual([]);
    expect(await readAllRows(database)).toEqual(before);
    const kept = await clients.service.storage.from(modelBucket).download(objectPath);
    expect(await kept.data!.text()).toBe('{"secret":1}');
  });
});

test('with the secret key every one of them works', async () => {
  for (const name of names) {
    const { error, status } = await clients.service.rpc(name, calls[name]);
    expect({ name, error, ok: status === 200 || status === 204 }).toEqual({ name, error: null, ok: true });
  }
});
