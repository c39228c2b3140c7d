import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { liftRateLimits } from '../support/lift-rate-limits.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';

describe.each(postgresVersions)('on Postgres %i', (postgresVersion) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
  }, 120_000);
  afterAll(() => database?.close());
  // One transaction a test: in it now() stands still, so that waits are whole numbers.
  beforeEach(() => database.exec('begin'));
  afterEach(() => database.exec('rollback'));

  /** 'passed', or the message of the refusal; what a refused call did is undone, as it is where the call is all there is. */
  async function call(name: string, parameters: Record<string, unknown>): Promise<string> {
    const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
    const list = given.map(([parameter], index) => `${parameter} => $${index + 1}`).join(', ');
    const values = given.map(([, value]) => value);
    await database.exec('savepoint before; set role service_role');
    try {
      await database.query(`select public.${name}(${list})`, values);
      await database.exec('reset role; release before');
      return 'passed';
    } catch (error) {
      // It takes the role back too.
      await database.exec('rollback to before');
      expect(error).toMatchObject({ code: 'PT429' });
      return (error as Error).message;
    }
  }
  const admit = (person: string | null, address?: string) =>
    call('admit_request', { p_person: person, p_address: address });
  const limit = (kind: 'person' | 'address', perMinute: number, burst: number) =>
    database.query('update app.rate_limits set requests_per_minute = $2, burst = $3 where kind = $1', [
      ...[kind, perMinute, burst],
    ]);
  const letPass = (seconds: number) =>
    database.query('update app.request_rates set theoretical_arrival = theoretical_arrival - $1::interval', [
      `${seconds} s`,
    ]);
  async function timesOf(outcome: string, repeat: number, request: () => Promise<string>): Promise<number> {
    let times = 0;
    for (let i = 0; i < repeat; i++) if ((await request()) === outcome) times++;
    return times;
  }

  test('a burst passes at once, then one request a step', async () => {
    await limit('person', 6, 3);
    const person = randomUUID();
    // A step is 10 s. Three pass at 0 and put the next due at 30 s; it may come 2 steps early, at 10 s.
    expect(await timesOf('passed', 3, () => admit(person))).toBe(3);
    expect(await admit(person)).toBe('RATE_LIMITED: 10');
    // The refusal cost nothing: it is still 10 s, not 20.
    expect(await admit(person)).toBe('RATE_LIMITED: 10');
    await letPass(9.5);
    // Half a second is left; what is told is whole seconds, upwards.
    expect(await admit(person)).toBe('RATE_LIMITED: 1');
    await letPass(0.5);
    expect([await admit(person), await admit(person)]).toEqual(['passed', 'RATE_LIMITED: 10']);
    // 25 s later two steps have passed and half of another: two pass, the next is due in 5 s.
    await letPass(25);
    expect(await timesOf('passed', 2, () => admit(person))).toBe(2);
    expect(await admit(person)).toBe('RATE_LIMITED: 5');
    // However long the pause was, no more than the burst comes at once.
    await letPass(86_400);
    expect(await timesOf('passed', 5, () => admit(person))).toBe(3);
  });

  /** So many at once, all of which pass: each of the same person, or of one of their own. */
  const passAtOnce = (count: number, person: string | null, address: string | null = null) =>
    database.query(
      `select public.admit_request(coalesce($2, gen_random_uuid()), $3) from generate_series(1, $1::integer)`,
      [count, person, address],
    );

  test('a step that is no whole number of microseconds keeps the burst exact', async () => {
    await limit('person', 7, 50);
    const person = randomUUID();
    await passAtOnce(50, person);
    // 60 / 7 seconds, upwards.
    expect(await admit(person)).toBe('RATE_LIMITED: 9');
  });

  test('the limits to begin with', async () => {
    const person = randomUUID();
    await passAtOnce(100, person);
    // 300 a minute are 0.2 s a request, and what is told is whole seconds.
    expect(await admit(person)).toBe('RATE_LIMITED: 1');
    expect(await admit(randomUUID())).toBe('passed');
    await passAtOnce(600, null, '192.0.2.7');
    expect(await admit(randomUUID(), '192.0.2.7')).toBe('RATE_LIMITED: 1');
    expect(await admit(randomUUID(), '192.0.2.8')).toBe('passed');
  });

  test('people of one address share its limit, and who is refused there has spent nothing of their own', async () => {
    await limit('person', 6, 1);
    await limit('address', 2, 2);
    const people = [randomUUID(), randomUUID(), randomUUID()];
    const [first, second, third] = people as [string, string, string];
    expect(await admit(first, '192.0.2.7')).toBe('passed');
    expect(await admit(second, '192.0.2.7')).toBe('passed');
    // The address has a step of 30 s.
    expect(await admit(third, '192.0.2.7')).toBe('RATE_LIMITED: 30');
    expect(await admit(third, '192.0.2.8')).toBe('passed');
    // Too early for both, 10 s for the person and 30 for the address: the longer wait is the one that helps.
    expect(await admit(first, '192.0.2.7')).toBe('RATE_LIMITED: 30');
    expect(await admit(first)).toBe('RATE_LIMITED: 10');
  });

  test('an address of IPv6 counts by the 64 bits that a subscriber has', async () => {
    await limit('address', 1, 1);
    expect(await admit(randomUUID(), '2001:db8:0:1::1')).toBe('passed');
    expect(await admit(randomUUID(), '2001:db8:0:1:ffff::2')).toBe('RATE_LIMITED: 60');
    expect(await admit(randomUUID(), '2001:db8:0:2::1')).toBe('passed');
  });

  test('a kind without a row has no limit', async () => {
    await limit('person', 1, 1);
    const person = randomUUID();
    await admit(person);
    await liftRateLimits(database);
    expect(await timesOf('passed', 3, () => admit(person, '192.0.2.7'))).toBe(3);
  });

  test('neither persons nor addresses are to be read', async () => {
    const person = randomUUID();
    await admit(person, '192.0.2.7');
    const { rows } = await database.query<{ length: number; known: boolean }>(
      `select length(subject) as length,
         subject in (sha256(convert_to('person ' || $1, 'UTF8')), sha256('address 192.0.2.7')) as known
       from app.request_rates`,
      [person],
    );
    expect(rows).toEqual([
      { length: 32, known: false },
      { length: 32, known: false },
    ]);
    const { rows: keys } = await database.query('select length(key) as length from app.rate_key');
    expect(keys).toEqual([{ length: 32 }]);
  });

  test('rows of the past are cleared, those that still count are not', async () => {
    await limit('person', 6, 2);
    const [early, late] = [randomUUID(), randomUUID()];
    await admit(early);
    await letPass(10);
    await admit(late);
    await database.query('select app.clear_request_rates()');
    const { rows } = await database.query('select from app.request_rates');
    expect(rows).toHaveLength(1);
    // One step of two is spent, as it was before.
    expect([await admit(late), await admit(late)]).toEqual(['passed', 'RATE_LIMITED: 10']);
  });

  test.each([
    ['open_page', {}],
    ['look_up_items', { p_by: 'popular', p_limit: 5 }],
    ['take_events', { p_events: '[]' }],
  ])('%s counts for the person and for the address', async (name, parameters) => {
    await limit('person', 6, 2);
    await limit('address', 2, 3);
    const [one, other] = [
      await createPerson(database, { adult: true }),
      await createPerson(database, { adult: true }),
    ];
    const from = (person: string) => call(name, { p_person: person, p_address: '192.0.2.7', ...parameters });
    expect([await from(one), await from(one), await from(one)]).toEqual([
      ...['passed', 'passed', 'RATE_LIMITED: 10'],
    ]);
    expect([await from(other), await from(other)]).toEqual(['passed', 'RATE_LIMITED: 30']);
    // Nothing was asked for where the address is not known.
    expect(await call(name, { p_person: other, ...parameters })).toBe('passed');
  });

  test('read_health counts for the address alone', async () => {
    await limit('address', 2, 1);
    const ask = (address?: string) => call('read_health', { p_address: address });
    expect([await ask('192.0.2.7'), await ask('192.0.2.7')]).toEqual(['passed', 'RATE_LIMITED: 30']);
    expect([await ask(), await ask()]).toEqual(['passed', 'passed']);
  });

  test('a refused batch of events stores nothing', async () => {
    await limit('person', 6, 1);
    await database.exec(
      `insert into app.items (source, external_id, title) values ('test', 'x1', 'Title') on conflict do nothing`,
    );
    const person = await createPerson(database, { adult: true });
    const event = { item_id: 1, kind: 'like', occurred_at: '2026-11-20T10:00:00Z' };
    const send = () =>
      call('take_events', {
        p_person: person,
        p_events: JSON.stringify([{ ...event, event_id: randomUUID() }]),
      });
    expect([await send(), await send()]).toEqual(['passed', 'RATE_LIMITED: 10']);
    const { rows } = await database.query('select from app.events where person_id = $1', [person]);
    expect(rows).toHaveLength(1);
  });
});
