import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSupabaseClient } from '../../batch/io/create-supabase-client.ts';
import { stackPaths } from '../../batch/stack/stack-paths.ts';
import { errorBodySchema } from '../../shared/contracts/error-body.ts';
import { type ErrorCode, errorCatalogue } from '../../shared/errors/error-catalogue.ts';
import { newTempFolder } from '../fixtures/new-temp-folder.ts';
import { tinyDataSet } from '../fixtures/tiny-data-set.ts';
import { writeDataSet } from '../fixtures/write-data-set.ts';
import { importFolder } from '../support/import-folder.ts';
import { connectDatabase } from '../support/stack/connect-database.ts';
import { openMigratedStack } from '../support/stack/open-migrated-stack.ts';
import type { TestStack } from '../support/stack/open-test-stack.ts';
import { callEndpoint, type EndpointCall } from './support/call-endpoint.ts';
import { createPerson, type Person } from './support/create-person.ts';
import { signToken } from './support/sign-token.ts';
import { snapshotDatabase } from './support/snapshot-database.ts';

const functionsFolder = fileURLToPath(new URL('../../supabase/functions', import.meta.url));
let stack: TestStack;
let database: pg.Client;
let adult: Person;
let newcomer: Person;
let itemId: number;

beforeAll(async () => {
  stack = await openMigratedStack({ functionsFolder });
  database = await connectDatabase(stack.dbUrl);
  await importFolder(database, await writeDataSet(tinyDataSet));
  const { rows } = await database.query<{ id: string }>('select min(id) as id from app.items');
  itemId = Number(rows[0]!.id);
  adult = await createPerson(stack, { adult: true });
  newcomer = await createPerson(stack, { adult: false });
  // Something to lose.
  await adult.decide([itemId], 'like');
}, 180_000);
afterAll(async () => {
  await database?.end();
  await stack?.remove();
});

async function countImpressions(): Promise<number> {
  return (await database.query('select from app.impressions')).rows.length;
}

interface Refusal {
  code: ErrorCode;
  /** Dotted path; null where no field is to blame. */
  field: string | null;
  /** What is wrong and what to do instead. */
  message: RegExp;
}

/** What no answer may hold: how things are made inside. */
const internals =
  /sb_secret|postgres|select |insert |app\.|sqlstate|pgrst|node_modules|file:\/\/|\.ts\b|\bat \S+:\d+|stack"/i;

async function expectRefused(
  endpoint: string,
  {
    call,
    sent = [],
    client = adult.client,
  }: { call: EndpointCall; sent?: string[]; client?: Person['client'] },
  { code, field, message }: Refusal,
): Promise<void> {
  const before = await snapshotDatabase(database);
  const { status, text, body } = await callEndpoint(client, endpoint, call);
  expect({ status, body: errorBodySchema.strict().parse(body) }).toEqual({
    status: errorCatalogue[code].status,
    body: {
      error: {
        code,
        message: expect.stringMatching(message),
        ...(field !== null && { field }),
        request_id: expect.any(String),
      },
    },
  });
  expect(text).not.toMatch(internals);
  // Without the request id: a value as short as "101" turns up in a random one now and then.
  const { request_id: _, ...said } = errorBodySchema.parse(body).error;
  for (const value of sent) expect(JSON.stringify(said)).not.toContain(value);
  expect(await snapshotDatabase(database)).toEqual(before);
}

const personal = ['recommend-items', 'record-feedback', 'manage-account'] as const;

/** A body that each endpoint takes. */
const goodBody = (endpoint: (typeof personal)[number]): object =>
  ({
    'recommend-items': { limit: 5 },
    'record-feedback': { events: [swipe()] },
    'manage-account': { action: 'confirm_adult' },
  })[endpoint];

const swipe = (change: object = {}) => ({
  event_id: randomUUID(),
  item_id: itemId,
  kind: 'nope',
  occurred_at: new Date().toISOString(),
  ...change,
});

describe.each(personal)('%s does not know who asks', (endpoint) => {
  const claims = () => ({ sub: adult.id, role: 'authenticated', session_id: randomUUID() });
  const issuer = () => `${stack.apiUrl}/auth/v1`;
  const refuse = (bearer: string | undefined, refusal: Omit<Refusal, 'field'>) =>
    expectRefused(
      endpoint,
      {
        call: { body: goodBody(endpoint), ...(bearer !== undefined && { bearer }) },
        sent: [...(bearer ? [bearer] : []), adult.id],
        client: createSupabaseClient(stack.apiUrl, stack.publishableKey),
      },
      { ...refusal, field: null },
    );
  const invalid = { code: 'UNAUTHENTICATED', message: /not valid for this project.*Sign in/ } as const;

  test('without a token', () =>
    refuse(undefined, { code: 'UNAUTHENTICATED', message: /(no bearer token|not valid).*Sign in/ }));
  test('with an expired token', async () =>
    refuse(await signToken({ root: stack.root, issuer: issuer(), claims: claims(), expiresInSeconds: -60 }), {
      code: 'TOKEN_EXPIRED',
      message: /expired\. Refresh it/,
    }));
  test('with a token that was tampered with', () => {
    const [header, payload, signature] = adult.token.split('.');
    const other = { ...JSON.parse(Buffer.from(payload!, 'base64url').toString()), sub: newcomer.id };
    return refuse(
      `${header}.${Buffer.from(JSON.stringify(other)).toString('base64url')}.${signature}`,
      invalid,
    );
  });
  test('with a token of another project', async () => {
    const root = newTempFolder();
    await mkdir(stackPaths(root).folder);
    return refuse(
      await signToken({ root, issuer: issuer(), claims: claims(), expiresInSeconds: 3600 }),
      invalid,
    );
  });
  test('with a token that this project signed for another issuer', async () =>
    refuse(
      await signToken({
        root: stack.root,
        issuer: 'https://elsewhere.example/auth/v1',
        claims: claims(),
        expiresInSeconds: 3600,
      }),
      invalid,
    ));
  test('with a token of another role', async () =>
    refuse(
      await signToken({
        root: stack.root,
        issuer: issuer(),
        claims: { ...claims(), role: 'service_role' },
        expiresInSeconds: 3600,
      }),
      { code: 'UNAUTHENTICATED', message: /not one of a signed-in user.*Sign in/ },
    ));
  test('with the publishable key as bearer', () => refuse(stack.publishableKey, invalid));
  test('with the secret key as bearer', () => refuse(stack.secretKey, invalid));

  test('a token like these, but in order, passes', async () => {
    const token = await signToken({
      root: stack.root,
      issuer: issuer(),
      claims: claims(),
      expiresInSeconds: 60,
    });
    const client = createSupabaseClient(stack.apiUrl, stack.publishableKey);
    const answer = await callEndpoint(client, endpoint, { body: goodBody(endpoint), bearer: token });
    expect(answer.status, answer.text).toBe(200);
    // The impressions of that page are written behind the answer: before the next test compares rows.
    if (endpoint === 'recommend-items') await expect.poll(countImpressions).toBeGreaterThan(0);
  });
});

describe('a person who has not confirmed to be an adult', () => {
  test.each(['recommend-items', 'record-feedback'] as const)('is refused by %s', (endpoint) =>
    expectRefused(
      endpoint,
      { call: { body: goodBody(endpoint) }, client: newcomer.client, sent: [newcomer.id] },
      {
        code: 'ADULT_CONFIRMATION_REQUIRED',
        field: null,
        message: /not confirmed to be an adult.*manage-account/,
      },
    ),
  );
});

describe('every personal endpoint refuses', () => {
  describe.each(personal)('%s', (endpoint) => {
    test('a body over the size limit', () =>
      expectRefused(
        endpoint,
        { call: { body: JSON.stringify({ padding: 'zzmark'.repeat(12_000) }) }, sent: ['zzmark'] },
        { code: 'BODY_TOO_LARGE', field: null, message: /more than 65536 bytes/ },
      ));
    test.each([
      ['malformed JSON', '{"zzmark":'],
      ['nothing', ''],
      ['text', 'zzmark'],
    ])('%s', (_what, body) =>
      expectRefused(
        endpoint,
        { call: { body }, sent: ['zzmark'] },
        { code: 'INVALID_REQUEST', field: 'body', message: /^Cannot read the body.*Send a JSON object/ },
      ),
    );
    test.each([
      ['a list', '["zzmark"]'],
      ['null', 'null'],
    ])('%s in place of an object', (_what, body) =>
      expectRefused(
        endpoint,
        { call: { body }, sent: ['zzmark'] },
        { code: 'INVALID_REQUEST', field: 'body', message: /^Cannot accept body.*Send one of type object/ },
      ),
    );
    test('an unknown field', () =>
      expectRefused(
        endpoint,
        { call: { body: { ...goodBody(endpoint), person_id: 'zzmark' } }, sent: ['zzmark'] },
        {
          code: 'INVALID_REQUEST',
          field: 'person_id',
          message: /person_id: there is no such field\. Remove/,
        },
      ));
    test.each(['GET', 'PUT', 'PATCH', 'DELETE'] as const)('the method %s', (method) =>
      expectRefused(
        endpoint,
        { call: { method } },
        { code: 'METHOD_NOT_ALLOWED', field: null, message: new RegExp(`${method}: use POST`) },
      ),
    );
  });
  test('report-status: any method but GET', () =>
    expectRefused(
      'report-status',
      { call: { body: {} } },
      { code: 'METHOD_NOT_ALLOWED', field: null, message: /POST: use GET/ },
    ));
});

describe('recommend-items refuses', () => {
  test.each([
    [0, /received a whole number\. Send a number of at least 1/],
    [101, /received a whole number\. Send a number of at most 100/],
    [2.5, /received a number with a fraction\. Send a whole number/],
    ['zzmark', /received a text\. Send one of type number/],
    [null, /received null\. Send one of type number/],
  ])('the limit %j', (limit, message) =>
    expectRefused(
      'recommend-items',
      { call: { body: { limit } }, sent: ['zzmark', '101', '2.5'] },
      { code: 'INVALID_REQUEST', field: 'limit', message },
    ),
  );
});

describe('record-feedback refuses', () => {
  const cases: [what: string, events: () => unknown, field: string, message: RegExp][] = [
    ['no events', () => [], 'events', /an empty list\. Send a list with a length of at least 1/],
    ['101 events', () => Array.from({ length: 101 }, () => swipe()), 'events', /a length of at most 100/],
    ['a bad event id', () => [swipe({ event_id: 'zzmark' })], 'events.0.event_id', /Send a valid uuid/],
    [
      'a bad request id',
      () => [swipe(), swipe({ request_id: 'zzmark' })],
      'events.1.request_id',
      /a valid uuid/,
    ],
    ['a kind that is none', () => [swipe({ kind: 'zzmark' })], 'events.0.kind', /Send "like" or "nope"/],
    [
      'an item id as text',
      () => [swipe({ item_id: 'zzmark' })],
      'events.0.item_id',
      /received a text\. Send/,
    ],
    ['an item id below 1', () => [swipe({ item_id: 0 })], 'events.0.item_id', /a number of at least 1/],
    [
      'a time without offset',
      () => [swipe({ occurred_at: '2026-11-01T10:00:00' })],
      'events.0.occurred_at',
      /ISO 8601/,
    ],
    [
      'an event with an unknown field',
      () => [swipe({ person: 'zzmark' })],
      'events.0.person',
      /no such field/,
    ],
    ['an event without a kind', () => [{ ...swipe(), kind: undefined }], 'events.0.kind', /received nothing/],
  ];
  test.each(cases)('%s', (_what, events, field, message) =>
    expectRefused(
      'record-feedback',
      { call: { body: { events: events() } }, sent: ['zzmark'] },
      { code: 'INVALID_REQUEST', field, message },
    ),
  );
});

test('manage-account refuses an action that is none', () =>
  expectRefused(
    'manage-account',
    { call: { body: { action: 'zzmark' } }, sent: ['zzmark'] },
    { code: 'INVALID_REQUEST', field: 'action', message: /Send "confirm_adult"/ },
  ));
