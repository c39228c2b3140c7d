import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Client as Database } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../../batch/io/connect-database.ts';
import { type Client, createClient } from '../../../shared/client/create-client.ts';
import { openServingStack, type ServingStack } from '../../support/serving/open-serving-stack.ts';
import { createTestClient } from '../../support/stack/create-test-client.ts';
import { catchError } from '../../unit/train/support/catch-error.ts';

const functionsFolder = fileURLToPath(new URL('../../../supabase/functions', import.meta.url));
const items = 60;

let stack: ServingStack;
let database: Database;
beforeAll(async () => {
  stack = await openServingStack({ items, functionsFolder });
  database = await connectDatabase(stack.dbUrl, { applicationName: 'serving tests' });
}, 180_000);
afterAll(async () => {
  await database?.end();
  await stack?.remove();
});

interface Person {
  supabase: SupabaseClient;
  client: Client;
  id: string;
}

/** Somebody new and anonymous who has confirmed to be an adult. */
async function newPerson(): Promise<Person> {
  const supabase = createTestClient(stack.apiUrl, stack.publishableKey);
  const { data } = await supabase.auth.signInAnonymously();
  const client = createClient({
    url: stack.apiUrl,
    key: stack.publishableKey,
    accessToken: async () => (await supabase.auth.getSession()).data.session!.access_token,
  });
  await client.manageAccount({ action: 'confirm_adult' });
  return { supabase, client, id: data.user!.id };
}

const event = (
  item_id: number,
  kind: 'like' | 'nope' | 'undo' | 'open',
  occurred_at = new Date().toISOString(),
) => {
  return { event_id: randomUUID(), item_id, kind, occurred_at };
};

describe('a session', () => {
  it('shows every item once, page by page, the best of the rest next', async () => {
    const { client } = await newPerson();
    const seen: number[] = [];
    const scores: number[] = [];
    let cursor: string | null = null;
    do {
      const page = await client.recommendItems({ limit: 25, ...(cursor && { cursor }) });
      expect(page).toMatchObject({ model_version: stack.modelVersion, degraded: [] });
      seen.push(...page.items.map(({ id }) => id));
      scores.push(Math.max(...page.items.map(({ score }) => score)));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(items);
    expect(seen).toHaveLength(items);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('keeps to filters and to what the person excluded', async () => {
    const { client } = await newPerson();
    const [first] = (await client.recommendItems({})).items;
    const only = await client.recommendItems({
      limit: 100,
      filters: { include: { makers: [first!.maker!] } },
    });
    expect(only.items.length).toBeGreaterThan(0);
    expect(new Set(only.items.map(({ maker }) => maker))).toEqual(new Set([first!.maker]));
    const { rows } = await database.query<{ id: string }>(
      'select maker_id as id from app.items where id = $1',
      [first!.id],
    );
    const exclusions = [{ kind: 'maker' as const, id: Number(rows[0]!.id) }];
    await client.manageAccount({ action: 'set_exclusions', exclusions });
    const rest = await client.recommendItems({ limit: 100 });
    expect(rest.items.map(({ maker }) => maker)).not.toContain(first!.maker);
    expect(rest.items).toHaveLength(items - only.items.length);
  });

  it('logs what it drew at random with its probability', async () => {
    const { client } = await newPerson();
    const page = await client.recommendItems({ limit: 20, exploration: 0.5 });
    const logged = async () => {
      const { rows } = await database.query<{ item: string; source: string; propensity: number }>(
        'select item_id as item, source, propensity from app.impressions where request_id = $1 order by position',
        [page.request_id],
      );
      return rows;
    };
    await expect.poll(async () => (await logged()).length).toBe(20);
    const rows = await logged();
    expect(rows.map(({ item, source }) => [Number(item), source])).toEqual(
      page.items.map(({ id, source }) => [id, source]),
    );
    // Of 60 candidates at most, at .5: what was drawn had .5 / 60 at least, what was next .5 and more.
    for (const { source, propensity } of rows) {
      if (source === 'exploration') expect(propensity).toBeLessThan(0.5);
      else expect(propensity).toBeGreaterThan(0.5);
      expect(propensity).toBeGreaterThan(0.5 / 61);
    }
  });
});

describe('feedback', () => {
  it('stores the others of a batch where some events cannot be, and the next page knows', async () => {
    const { client, supabase } = await newPerson();
    const [liked, noped] = (await client.recommendItems({})).items;
    const events = [
      event(liked!.id, 'like'),
      event(noped!.id, 'nope'),
      event(999_999, 'like'),
      event(noped!.id, 'like', '2020-01-01T00:00:00Z'),
    ];
    const { data } = await supabase.functions.invoke('record-feedback', { body: { events } });
    expect(data.events.map(({ outcome, code }: Record<string, string>) => [outcome, code])).toEqual([
      ['accepted', undefined],
      ['accepted', undefined],
      ['unknown_item', undefined],
      ['invalid', 'TOO_OLD'],
    ]);
    const next = await client.recommendItems({ limit: 100 });
    const ids = next.items.map(({ id }) => id);
    expect(ids).toHaveLength(items - 2);
    expect(ids).not.toContain(liked!.id);
    expect(ids).not.toContain(noped!.id);

    await client.recordFeedback({ events: [event(noped!.id, 'undo')] });
    expect((await client.recommendItems({ limit: 100 })).items.map(({ id }) => id)).toContain(noped!.id);
    const again = await client.recordFeedback({ events });
    expect(again.events.map(({ outcome }) => outcome)).toEqual([
      'duplicate',
      'duplicate',
      'unknown_item',
      'invalid',
    ]);
  });
});

describe('an account', () => {
  it('keeps its history when somebody anonymous signs up', async () => {
    const { client, supabase, id } = await newPerson();
    const [liked] = (await client.recommendItems({})).items;
    await client.recordFeedback({ events: [event(liked!.id, 'like')] });
    const { data, error } = await supabase.auth.updateUser({
      email: `${id}@people.example`,
      password: 'a long enough password',
    });
    expect(error).toBeNull();
    expect([data.user!.id, data.user!.is_anonymous]).toEqual([id, false]);
    const signedIn = createTestClient(stack.apiUrl, stack.publishableKey);
    await signedIn.auth.signInWithPassword({
      email: `${id}@people.example`,
      password: 'a long enough password',
    });
    const { data: answer } = await signedIn.functions.invoke('manage-account', {
      body: { action: 'export' },
    });
    expect(answer.export.decisions).toMatchObject([{ item_id: liked!.id, decision: 'like' }]);
    expect(answer.export.account.adult_confirmed_at).not.toBeNull();
  });

  it('goes with everything that is stored of it', async () => {
    const { client, id } = await newPerson();
    const { items: shown } = await client.recommendItems({ limit: 5 });
    await client.recordFeedback({ events: [event(shown[0]!.id, 'like'), event(shown[1]!.id, 'open')] });
    const stored = async () => {
      const { rows } = await database.query<{ n: number }>(
        `select (select count(*) from app.profiles where person_id = $1)
           + (select count(*) from app.events where person_id = $1)
           + (select count(*) from app.interactions where person_id = $1) as n`,
        [id],
      );
      return Number(rows[0]!.n);
    };
    expect(await stored()).toBe(3);
    expect(await client.manageAccount({ action: 'delete', confirm: true })).toMatchObject({ deleted: true });
    expect(await stored()).toBe(0);
    // Its token lives on for an hour, but there is nobody that it could show anything.
    const asked = [
      () => client.recommendItems({}),
      () => client.findItems({ by: 'popular' }),
      () => client.recordFeedback({ events: [event(shown[2]!.id, 'like')] }),
      () => client.manageAccount({ action: 'get_account' }),
      () => client.manageAccount({ action: 'export' }),
      () => client.manageAccount({ action: 'confirm_adult' }),
    ];
    for (const ask of asked)
      expect(await catchError(ask)).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
  });
});

describe('limits', () => {
  const people: Person[] = [];
  beforeAll(async () => {
    people.push(await newPerson(), await newPerson());
  });
  beforeEach(() => database.query('delete from app.request_rates'));
  afterEach(() => database.query(`update app.rate_limits set requests_per_minute = 3000, burst = 600`));
  /** So many at once, then one a minute. */
  const limit = (kind: 'person' | 'address', burst: number) =>
    database.query('update app.rate_limits set requests_per_minute = 1, burst = $2 where kind = $1', [
      ...[kind, burst],
    ]);
  const letPass = (seconds: number) =>
    database.query('update app.request_rates set theoretical_arrival = theoretical_arrival - $1::interval', [
      `${seconds} s`,
    ]);

  it('refuse what goes beyond them, over all endpoints, until there is room again', async () => {
    await limit('person', 3);
    const [{ client }] = people as [Person];
    const answers = await Promise.allSettled([
      ...Array.from({ length: 3 }, () => client.recommendItems({})),
      ...Array.from({ length: 3 }, () => client.findItems({ by: 'popular' })),
      client.recordFeedback({ events: [event(1, 'open')] }),
      client.manageAccount({ action: 'get_account' }),
    ]);
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(refused).toHaveLength(5);
    for (const error of refused) {
      expect(error).toMatchObject({
        code: 'RATE_LIMITED',
        status: 429,
        retryAfterSeconds: expect.any(Number),
      });
      expect(error.retryAfterSeconds).toBeGreaterThan(0);
      expect(error.retryAfterSeconds).toBeLessThanOrEqual(60);
    }
    await letPass(60);
    await client.recommendItems({});
    expect(await catchError(() => client.recommendItems({}))).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('count for everybody at one address, whatever address they claim', async () => {
    await limit('address', 2);
    const ask = async ({ supabase }: Person, claimed: string) => {
      const { data } = await supabase.auth.getSession();
      const response = await fetch(`${stack.apiUrl}/functions/v1/find-items`, {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/json', apikey: stack.publishableKey },
          authorization: `Bearer ${data.session!.access_token}`,
          ...{ 'cf-connecting-ip': claimed, 'x-forwarded-for': claimed },
        },
        body: JSON.stringify({ by: 'latest' }),
      });
      await response.text();
      return response;
    };
    const [one, other] = people as [Person, Person];
    expect((await ask(one, '203.0.113.1')).status).toBe(200);
    expect((await ask(other, '203.0.113.2')).status).toBe(200);
    const refused = await ask(one, '203.0.113.3');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('access-control-expose-headers')).toContain('retry-after');
    expect(await catchError(() => one.client.reportStatus())).toMatchObject({ code: 'RATE_LIMITED' });
    await letPass(60);
    expect((await ask(one, '203.0.113.4')).status).toBe(200);
  });
});
