import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { timeLimits } from '../../supabase/functions/_lib/time/time-limits.ts';
import { callFunction } from './support/call-function.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';

describe.each(postgresVersions)('on Postgres %i', (postgresVersion) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
  }, 120_000);
  afterAll(() => database.close());

  test('the database stops every statement of a request before the request stops waiting', async () => {
    const { rows } = await database.query<{ name: string; ms: string | null }>(
      `select proname as name, (
         select substring(setting from '^statement_timeout=(\\d+)ms$')
         from unnest(proconfig) as setting where setting like 'statement_timeout=%'
       ) as ms
       from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f'`,
    );
    expect(rows.length).toBeGreaterThan(15);
    const late = rows.filter(({ ms }) => ms === null || Number(ms) >= timeLimits.callMs);
    expect(late).toEqual([]);
  });

  test.each([
    ['find_page_items', { p_limit: 3 }],
    ['find_items', { p_by: 'popular', p_limit: 3 }],
    ['record_events', { p_events: '[]' }],
    ['set_onboarding_tags', { p_tags: [] }],
    ['set_exclusions', { p_exclusions: '[]' }],
    ['set_personalisation', { p_on: false }],
    ['set_training_consent', { p_consent: true }],
    ['get_account', {}],
    ['export_person', {}],
  ])('%s knows that an account is gone', async (name, parameters) => {
    const call = callFunction(database, name, { p_person: randomUUID(), ...parameters });
    await expect(call).rejects.toMatchObject({ code: 'PT401', message: 'PERSON_GONE' });
  });

  test('who is there and has not confirmed to be an adult is told so', async () => {
    const person = await createPerson(database, { adult: false });
    const call = callFunction(database, 'find_page_items', { p_person: person, p_limit: 3 });
    await expect(call).rejects.toMatchObject({ code: 'PT403', message: 'ADULT_CONFIRMATION_REQUIRED' });
  });
});
