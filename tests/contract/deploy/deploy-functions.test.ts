import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recommendItemsResponseSchema } from '../../../shared/contracts/recommend-items.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { openServingStack, type ServingStack } from '../../support/serving/open-serving-stack.ts';
import { type BootedFunction, bootFunction } from './support/boot-function.ts';
import { createRoutedClient } from './support/create-routed-client.ts';
import { deployFunctions } from './support/deploy-functions.ts';
import { listReachedFiles } from './support/list-reached-files.ts';
import type { FunctionUpload } from './support/read-function-upload.ts';
import { type FakeManagementApi, startFakeManagementApi } from './support/start-fake-management-api.ts';
import { unpackUpload } from './support/unpack-upload.ts';

const names = [
  'recommend-items',
  'find-items',
  'record-feedback',
  'manage-account',
  'report-status',
] as const;
const functions = fileURLToPath(new URL('../../../supabase/functions', import.meta.url));
const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url));
// Made up; the CLI checks the form of both.
const projectRef = 'abcdefghijklmnopqrst';
const accessToken = `sbp_${'0123456789'.repeat(4)}`;
/** What the platform bundles on its side, at most. */
const maxBytes = 5 * 1024 * 1024;

let api: FakeManagementApi;
const folder = newTempFolder();
const upload = (name: string): FunctionUpload => api.uploads.get(name)!;

beforeAll(async () => {
  api = await startFakeManagementApi({ projectRef, accessToken });
  await deployFunctions(names, { apiUrl: api.url, projectRef, accessToken, folder });
}, 60_000);
afterAll(() => api?.close());

test('no function is left out', async () => {
  const entries = await readdir(functions, { recursive: true });
  const found = entries.flatMap((path) => /^([^_/][^/]*)\/index\.ts$/.exec(path)?.[1] ?? []);
  expect(found.sort()).toEqual([...names].sort());
});

test('the CLI uploads every function with its own entry point and settings, and nothing else', () => {
  expect([...api.uploads.keys()].sort()).toEqual([...names].sort());
  expect(api.unexpected).toEqual([]);
  for (const name of names) {
    expect(upload(name).metadata).toEqual({
      name,
      entrypoint_path: `supabase/functions/${name}/index.ts`,
      import_map_path: `supabase/functions/${name}/deno.json`,
      static_patterns: [],
      // The handlers verify the person themselves: see config.toml.
      verify_jwt: false,
    });
  }
});

describe.each(names)('the upload of %s', (name) => {
  test('holds exactly the files that the function reaches, and its deno.json', async () => {
    const reached = await listReachedFiles(name);
    expect(reached).toContain(`supabase/functions/${name}/index.ts`);
    expect([...upload(name).files.keys()].sort()).toEqual(
      [...reached, `supabase/functions/${name}/deno.json`].sort(),
    );
  });

  test('is small enough to be bundled by the platform', () => {
    expect(upload(name).bytes).toBeLessThan(maxBytes);
  });

  test('comes from the functions and from shared/ alone, and holds no secret', () => {
    for (const [path, bytes] of upload(name).files) {
      expect(path).toMatch(/^(supabase\/functions|shared)\/[\w/.-]+\.(ts|js|json)$/);
      expect(path).not.toContain('..');
      expect(bytes.toString('latin1')).not.toMatch(
        /sb_secret_|sbp_[0-9a-f]{40}|eyJ[\w-]{10,}\.eyJ|PRIVATE KEY|postgres(ql)?:\/\/[^\s'"]*:[^\s'"]*@/,
      );
    }
  });
});

describe('what was uploaded, in stock Deno', () => {
  let stack: ServingStack;
  const running: BootedFunction[] = [];
  const servers = new Map<string, string>();

  beforeAll(async () => {
    stack = await openServingStack({ items: 50 });
    for (const name of names) {
      const place = join(folder, name);
      await unpackUpload(upload(name), place);
      const { entrypoint_path: entrypointPath, import_map_path: importMapPath } = upload(name).metadata;
      const booted = await bootFunction({
        folder: place,
        entrypointPath,
        importMapPath,
        packages,
        mayCall: new URL(stack.apiUrl).host,
        environment: {
          SUPABASE_URL: stack.apiUrl,
          SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: stack.publishableKey }),
          SUPABASE_SECRET_KEYS: JSON.stringify({ default: stack.secretKey }),
        },
      });
      running.push(booted);
      servers.set(name, booted.url);
    }
  }, 120_000);
  afterAll(async () => {
    await Promise.all(running.map(({ stop }) => stop()));
    await stack?.remove();
  });

  async function call(client: ReturnType<typeof createRoutedClient>, name: string, body?: object) {
    const { data, error } = await client.functions.invoke(name, body ? { body } : { method: 'GET' });
    if (!error) return data;
    return { status: error.context?.status, body: await error.context?.json?.() };
  }

  test('report-status answers ok with the active model', async () => {
    const answer = await call(createRoutedClient(stack, servers), 'report-status');
    expect(answer).toMatchObject({
      status: 'ok',
      model_version: stack.modelVersion,
      item_count: 50,
      vector_count: 50,
    });
  });

  test('a person confirms, gets a personal page and decides', async () => {
    const person = createRoutedClient(stack, servers);
    expect(await call(person, 'recommend-items', { limit: 5 })).toMatchObject({ status: 401 });
    await person.auth.signInAnonymously();
    expect(await call(person, 'recommend-items', { limit: 5 })).toMatchObject({
      status: 403,
      body: { error: { code: 'ADULT_CONFIRMATION_REQUIRED' } },
    });
    const confirmed = await call(person, 'manage-account', { action: 'confirm_adult' });
    expect(confirmed).toHaveProperty('adult_confirmed_at');

    const page = recommendItemsResponseSchema.parse(await call(person, 'recommend-items', { limit: 5 }));
    expect(page).toMatchObject({ model_version: stack.modelVersion, degraded: [] });
    expect(page.items).toHaveLength(5);

    const [liked, noped] = page.items;
    const events = [
      { event_id: randomUUID(), item_id: liked!.id, kind: 'like', occurred_at: new Date().toISOString() },
      { event_id: randomUUID(), item_id: noped!.id, kind: 'nope', occurred_at: new Date().toISOString() },
    ];
    expect(await call(person, 'record-feedback', { events })).toMatchObject({
      events: events.map(({ event_id }) => ({ event_id, outcome: 'accepted' })),
    });
    // Now with a history, so that the tower's input is not all zeros.
    const next = recommendItemsResponseSchema.parse(await call(person, 'recommend-items', { limit: 48 }));
    expect(next).toMatchObject({ model_version: stack.modelVersion, degraded: [] });
    const shown = next.items.map(({ id }) => id);
    expect(shown).not.toContain(liked!.id);
    expect(shown).not.toContain(noped!.id);
  });
});
