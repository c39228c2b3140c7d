import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountSchema, personExportSchema } from '../../shared/contracts/manage-account.ts';
import { buildTestArtifact } from './support/build-test-artifact.ts';
import { callFunction } from './support/call-function.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';
import { seedCatalogue } from './support/seed-catalogue.ts';

describe.each(postgresVersions)('on Postgres %i', (postgresVersion) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
    await seedCatalogue(database, { artifact: await buildTestArtifact(), itemCount: 3 });
  }, 120_000);
  afterAll(() => database.close());

  const call = async (name: string, person: string, parameters: object = {}) => {
    const [row] = await callFunction(database, name, { p_person: person, ...parameters });
    return row;
  };

  test('get_account knows nothing of a new person, confirmed or not', async () => {
    const fresh = {
      ...{ adult_confirmed_at: null, training_consent_at: null, personalisation: true },
      ...{ onboarding_tags: [], exclusions: [] },
    };
    const person = await createPerson(database, { adult: false });
    expect(accountSchema.parse(await call('get_account', person))).toEqual(fresh);
    await call('confirm_adult', person);
    expect(accountSchema.parse(await call('get_account', person))).toEqual({
      ...fresh,
      adult_confirmed_at: expect.any(String),
    });
  });

  test('set_onboarding_tags replaces those before, or changes nothing', async () => {
    const person = await createPerson(database, { adult: true });
    // The seed has the tags Z (1) and A (2).
    await call('set_onboarding_tags', person, { p_tags: [1] });
    const both = [
      { id: 2, name: 'Tag A' },
      { id: 1, name: 'Tag Z' },
    ];
    expect(await call('set_onboarding_tags', person, { p_tags: [2, 1, 2] })).toMatchObject({
      onboarding_tags: both,
    });
    await expect(call('set_onboarding_tags', person, { p_tags: [1, 99] })).rejects.toMatchObject({
      code: 'PT400',
      message: 'UNKNOWN_ID: tag_ids',
    });
    expect(await call('get_account', person)).toMatchObject({ onboarding_tags: both });
    expect(await call('set_onboarding_tags', person, { p_tags: [] })).toMatchObject({ onboarding_tags: [] });
  });

  test('set_personalisation is what open_page says', async () => {
    const person = await createPerson(database, { adult: true });
    expect(await call('open_page', person)).toMatchObject({ personalisation: true });
    expect(await call('set_personalisation', person, { p_on: false })).toMatchObject({
      personalisation: false,
    });
    expect(await call('open_page', person)).toMatchObject({ personalisation: false });
    expect(await call('set_personalisation', person, { p_on: true })).toMatchObject({
      personalisation: true,
    });
  });

  test.each([
    ['set_onboarding_tags', { p_tags: [1] }],
    ['set_exclusions', { p_exclusions: '[]' }],
    ['set_personalisation', { p_on: false }],
  ])('%s refuses a person who has not confirmed to be an adult', async (name, parameters) => {
    const person = await createPerson(database, { adult: false });
    await expect(call(name, person, parameters)).rejects.toMatchObject({ code: 'PT403' });
  });

  test('export_person holds every row of the person and nothing of others; with the account all of it goes', async () => {
    const [person, other] = [
      await createPerson(database, { adult: true }),
      await createPerson(database, { adult: true }),
    ];
    const at = (minute: number) => `2026-11-20T10:0${minute}:00Z`;
    for (const one of [person, other]) {
      const event = (kind: string, item_id: number, minute: number) => {
        return { event_id: randomUUID(), item_id, kind, occurred_at: at(minute) };
      };
      const events = [event('like', 1, 1), event('nope', 2, 2), event('undo', 2, 3), event('open', 1, 4)];
      await call('record_events', one, { p_events: JSON.stringify(events) });
      await call('set_onboarding_tags', one, { p_tags: [1] });
      await call('set_exclusions', one, { p_exclusions: '[{"kind": "maker", "id": 1}]' });
      await call('record_impressions', one, {
        ...{ p_request: randomUUID(), p_model_version: null },
        p_items: JSON.stringify([{ item_id: 3, score: 1, propensity: 1, source: 'popular' }]),
      });
    }
    const found = personExportSchema.parse(await call('export_person', person));
    expect(found.account.exclusions).toEqual([{ kind: 'maker', id: 1, name: 'Maker A' }]);
    expect(found.decisions).toMatchObject([{ item_id: 1, decision: 'like' }]);
    expect(found.undone_decisions).toMatchObject([{ item_id: 2 }]);
    expect(found.events.map(({ kind }) => kind)).toEqual(['like', 'nope']);
    expect(found.interactions.map(({ kind }) => kind)).toEqual(['undo', 'open']);
    expect(found.impressions).toMatchObject([{ item_id: 3, position: 0 }]);
    expect(found.impressions[0]).not.toHaveProperty('propensity');
    expect(JSON.stringify(found)).not.toContain(person);

    // Every table with a column person_id is in the export, or else this list has to grow.
    const { rows: tables } = await database.query<{ name: string }>(
      `select c.relname as name from pg_attribute as a inner join pg_class as c on c.oid = a.attrelid
       where a.attname = 'person_id' and c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')
         and not c.relispartition order by 1`,
    );
    expect(tables.map(({ name }) => name)).toEqual([
      ...['decisions', 'events', 'exclusions', 'impressions', 'interactions', 'onboarding_tags'],
      ...['profiles', 'undone_decisions'],
    ]);
    await database.query('delete from auth.users where id = $1', [person]);
    for (const { name } of tables) {
      const { rows } = await database.query<{ person_id: string }>(
        `select distinct person_id from app.${name}`,
      );
      expect(rows.map(({ person_id }) => person_id)).not.toContain(person);
      expect(rows.map(({ person_id }) => person_id)).toContain(other);
    }
  });
});
