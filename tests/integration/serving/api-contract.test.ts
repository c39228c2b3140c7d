import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createClient as createSupabase, FunctionsHttpError } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import ws from 'ws';
import { endpoints } from '../../../shared/api/endpoints.ts';
import { ApiError } from '../../../shared/client/api-error.ts';
import { createClient } from '../../../shared/client/create-client.ts';
import { errorBodySchema } from '../../../shared/contracts/error-body.ts';
import { type ErrorCode, errorCatalogue } from '../../../shared/errors/error-catalogue.ts';
import { createPerson, type Person } from '../../acceptance/support/create-person.ts';
import { signToken } from '../../acceptance/support/sign-token.ts';
import { runApiFuzz } from '../../support/api-fuzz/run-api-fuzz.ts';
import { findUndeclared } from '../../support/openapi/api-document.ts';
import { type ApiStack, openApiStack } from '../../support/serving/open-api-stack.ts';
import { withFailingDatabase } from '../../support/serving/with-failing-database.ts';
import { catchError } from '../../unit/train/support/catch-error.ts';

type EndpointName = (typeof endpoints)[number]['name'];

interface Sent {
  method: 'GET' | 'POST' | 'PUT';
  /** Undefined for none. */
  body: object | undefined;
  /** Undefined sends the key alone. */
  token: string | undefined;
}

/** `npm run test:fuzz` asks for 10,000. A request that fails is printed with the seed that draws it again. */
const fuzz = {
  runs: Number(process.env.REQUEST_RUNS ?? 100),
  seed: Number(process.env.FUZZ_SEED ?? 20_261_123),
};

let stack: ApiStack;
let adult: Person;
let newcomer: Person;
beforeAll(async () => {
  stack = await openApiStack();
  adult = await createPerson(stack, { adult: true });
  newcomer = await createPerson(stack, { adult: false });
}, 180_000);
afterAll(() => stack?.remove());

const swipe = (item_id: number) => ({
  ...{ event_id: randomUUID(), item_id, kind: 'like' },
  occurred_at: new Date().toISOString(),
});

/** What each endpoint takes, in every form that has a schema of its own. */
const goodBodies: Record<EndpointName, (() => object | undefined)[]> = {
  'recommend-items': [
    () => ({}),
    () => ({ limit: 5, exploration: 0.5, diversity: 0.5, freshness: 1, exclude_ids: [1, 2] }),
    () => ({
      filters: { include: { tags: ['tag 1'] }, exclude: { makers: ['maker 1'] }, price_yen: { min: 1 } },
    }),
  ],
  'find-items': [
    () => ({ by: 'popular', personal: true, include_seen: true }),
    () => ({ by: 'similar', item_id: 1 }),
    () => ({ by: 'trending', window_days: 3 }),
    () => ({ by: 'latest', limit: 3 }),
    () => ({ by: 'search', query: 'Title' }),
  ],
  'record-feedback': [
    () => ({ events: [swipe(1)], sent_at: new Date().toISOString() }),
    () => ({ events: [swipe(99_999), { ...swipe(2), occurred_at: '2020-01-01T00:00:00Z' }] }),
  ],
  // The first needs a person who confirmed to be an adult; the last one is who the person was.
  'manage-account': [
    () => ({ action: 'set_personalisation', on: true }),
    () => ({ action: 'confirm_adult' }),
    () => ({ action: 'set_training_consent', consent: true }),
    () => ({ action: 'set_onboarding_tags', tag_ids: [1] }),
    () => ({ action: 'set_exclusions', exclusions: [{ kind: 'maker', id: 1 }] }),
    () => ({ action: 'get_account' }),
    () => ({ action: 'export' }),
    () => ({ action: 'delete', confirm: true }),
  ],
  'report-status': [() => undefined],
};

/** How a request that is all right is changed so that it is answered with a code. A declared code without a row fails. */
const provocations: Partial<
  Record<
    ErrorCode,
    {
      change?: (sent: Sent) => Partial<Sent> | Promise<Partial<Sent>>;
      /** What is broken meanwhile. */
      during?: (ask: () => Promise<void>) => Promise<void>;
    }
  >
> = {
  INVALID_REQUEST: { change: () => ({ body: { colour: 'red' } }) },
  BODY_TOO_LARGE: { change: () => ({ body: { padding: 'x'.repeat(70_000) } }) },
  UNAUTHENTICATED: { change: () => ({ token: 'no.such.token' }) },
  TOKEN_EXPIRED: {
    change: async () => ({
      token: await signToken({
        ...{ root: stack.root, issuer: `${stack.apiUrl}/auth/v1`, expiresInSeconds: -60 },
        claims: { sub: adult.id, role: 'authenticated' },
      }),
    }),
  },
  ADULT_CONFIRMATION_REQUIRED: { change: () => ({ token: newcomer.token }) },
  NOT_FOUND: { change: () => ({ body: { by: 'similar', item_id: 99_999 } }) },
  METHOD_NOT_ALLOWED: { change: () => ({ method: 'PUT' }) },
  INTERNAL: { during: (ask) => withFailingDatabase(stack.database, { sqlstate: 'XX000' }, ask) },
  RATE_LIMITED: { during: (ask) => withOneRequestAMinute(ask) },
  DATABASE_SLOW: { during: (ask) => withFailingDatabase(stack.database, { sqlstate: '57014' }, ask) },
  DATABASE_UNAVAILABLE: { during: (ask) => withFailingDatabase(stack.database, { sqlstate: '53300' }, ask) },
};

/** Every request of a test comes from one address; the first one is the last for a minute. */
async function withOneRequestAMinute(work: () => Promise<void>): Promise<void> {
  const { database } = stack;
  await database.query(`insert into app.rate_limits values ('address', 1, 1)`);
  try {
    await fetch(`${stack.apiUrl}/functions/v1/report-status`, { headers: { apikey: stack.publishableKey } });
    await work();
  } finally {
    await database.query('delete from app.rate_limits');
    await database.query('delete from app.request_rates');
  }
}

/** Codes that no request to a whole stack is answered with, and the tests that have the handlers answer with them. */
const elsewhere: Partial<Record<ErrorCode, string>> = {
  // Neither fetch() nor the embedded gateway gives an answer before a body has ended.
  REQUEST_TIMEOUT: '../../unit/functions/degraded-mode.test.ts',
  // Functions of this stack are handed the public keys: there is nothing to be fetched.
  AUTH_UNAVAILABLE: '../../unit/functions/create-person-verifier.test.ts',
  // Each part of a request ends before the whole of it has to.
  TIMED_OUT: '../../unit/functions/degraded-mode.test.ts',
};

/** A request as a browser sends it. */
async function ask(endpoint: EndpointName, { method, body, token }: Sent) {
  const response = await fetch(`${stack.apiUrl}/functions/v1/${endpoint}`, {
    method,
    headers: {
      ...{ apikey: stack.publishableKey, origin: 'https://app.example', 'x-client-info': 'test' },
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { response, body: await response.json() };
}

function expectBrowsersMayRead({ headers }: Response): void {
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('access-control-expose-headers')).toMatch(
    /x-request-id.*retry-after|retry-after.*x-request-id/,
  );
  expect(headers.get('content-type')).toMatch(/^application\/json/);
}

/** The typed client, its requests changed on their way as the case wants them. */
function callTyped(endpoint: EndpointName, { method, body, token }: Sent): Promise<unknown> {
  const client = createClient({
    ...{ url: stack.apiUrl, key: stack.publishableKey, accessToken: () => token ?? '' },
    fetch: (address, options) => fetch(address, { ...options, method }),
  });
  const name = endpoint.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return client[name as keyof typeof client](body as never);
}

function invoke(endpoint: EndpointName, { method, body, token }: Sent) {
  const client = createSupabase(stack.apiUrl, stack.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    // Node 20 has no WebSocket of its own.
    realtime: { transport: ws as never },
  });
  return client.functions.invoke(endpoint, {
    method,
    ...(body !== undefined && { body: body as Record<string, unknown> }),
    ...(token !== undefined && { headers: { Authorization: `Bearer ${token}` } }),
  });
}

const good = ({ name, method, person }: (typeof endpoints)[number], at = 0): Sent => ({
  ...{ method, body: goodBodies[name][at]!() },
  token: person ? adult.token : undefined,
});

describe.each(endpoints)('$name answers as docs/openapi.json declares', (endpoint) => {
  const { name, errors } = endpoint;

  test('200', async () => {
    for (const at of goodBodies[name].keys()) {
      const own = name === 'manage-account' ? (await createPerson(stack, { adult: true })).token : undefined;
      const sent = { ...good(endpoint, at), ...(own && { token: own }) };
      const { response, body } = await ask(name, sent);
      expect([response.status, body.error]).toEqual([200, undefined]);
      expect(findUndeclared(name, { status: 200, body })).toBeNull();
      expect(endpoint.response.safeParse(body).error).toBeUndefined();
      expect(response.headers.get('x-request-id')).toBe(body.request_id);
      // The model is there, so that nothing has to be left out.
      expect(body.degraded ?? []).toEqual([]);
      expectBrowsersMayRead(response);
    }
    expect((await invoke(name, good(endpoint))).data).toMatchObject({ request_id: expect.any(String) });
    expect(await callTyped(name, good(endpoint))).toMatchObject({ request_id: expect.any(String) });
  });

  test.each(errors.filter((code) => !(code in elsewhere)))('%s', async (code) => {
    const provocation = provocations[code as ErrorCode];
    expect(provocation, `no row says how to provoke ${code}`).toBeDefined();
    const { change = () => ({}), during = (work) => work() } = provocation!;
    const sent = { ...good(endpoint), ...(await change(good(endpoint))) };
    const { status } = errorCatalogue[code];
    await during(async () => {
      const { response, body } = await ask(name, sent);
      expect([response.status, body.error?.code]).toEqual([status, code]);
      expect(findUndeclared(name, { status, body })).toBeNull();
      expect(errorBodySchema.strict().safeParse(body).success).toBe(true);
      expect(response.headers.get('x-request-id')).toBe(body.error.request_id);
      expect(response.headers.get('retry-after') !== null).toBe([429, 503].includes(status));
      expect(JSON.stringify(body)).not.toMatch(/select|app\.|sqlstate|detail|\.ts/i);
      expectBrowsersMayRead(response);

      const { error } = await invoke(name, sent);
      expect(error).toBeInstanceOf(FunctionsHttpError);
      const context: Response = error.context;
      expect([context.status, (await context.json()).error.code]).toEqual([status, code]);

      const thrown = await catchError(() => callTyped(name, sent));
      expect(thrown).toBeInstanceOf(ApiError);
      expect(thrown).toMatchObject({ code, status, requestId: expect.any(String) });
    });
  });

  test('a browser may ask for it', async () => {
    const asked = ['authorization', 'apikey', 'content-type', 'x-client-info'];
    const response = await fetch(`${stack.apiUrl}/functions/v1/${name}`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': endpoint.method,
        'access-control-request-headers': asked.join(','),
      },
    });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const list = (header: string) => response.headers.get(header)?.split(/, */) ?? [];
    expect(list('access-control-allow-methods')).toContain(endpoint.method);
    expect(list('access-control-allow-headers')).toEqual(expect.arrayContaining(asked));
  });
});

test.each(Object.entries(elsewhere))('%s is answered in %s', (code, file) => {
  expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(`'${code}'`);
});

test(`${fuzz.runs} generated requests are answered as declared: no 5xx, no unhandled rejection, nothing of the inside`, async () => {
  const statuses = await runApiFuzz(stack, fuzz);
  console.log(
    `${fuzz.runs} generated requests of seed ${fuzz.seed}, answers by status: ${JSON.stringify(statuses)}`,
  );
  // Most of what can go wrong does so behind the parser.
  expect(statuses[200]).toBeGreaterThan(fuzz.runs / 5);
}, 3_600_000);
