import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, postgresVersions } from '../support/create-memory-database.ts';
import { createPerson } from '../support/create-person.ts';
import { callAll } from './support/call-all.ts';
import { describeSchema } from './support/describe-schema.ts';
import { openBareDatabase } from './support/open-bare-database.ts';
import { readAllRows } from './support/read-all-rows.ts';
import { readMigrations } from './support/read-migrations.ts';
import { seedRows } from './support/seed-rows.ts';

test('every migration has a name that the Supabase CLI reads, and a time of its own', async () => {
  const names = (await readMigrations()).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(5);
  // The CLI skips any other name without a word.
  for (const name of names) expect(name).toMatch(/^\d{14}_[a-z0-9_]+\.sql$/);
  expect(new Set(names.map((name) => name.slice(0, 14))).size).toBe(names.length);
});

describe.each(postgresVersions)('on Postgres %i', (version) => {
  let database: Database;
  const migrate = async () => {
    for (const { sql } of await readMigrations()) await database.exec(sql);
  };
  beforeAll(async () => {
    database = await openBareDatabase(version);
    await migrate();
    await seedRows(database);
  }, 120_000);
  afterAll(() => database?.close());

  test('all of them again change neither the schema nor a row', async () => {
    const person = await createPerson(database, { adult: true });
    await callAll(database, { person, item: 1 });
    const [schema, rows] = [await describeSchema(database), await readAllRows(database)];
    // Something to lose in every table.
    const partitions = /^app\.(events|impressions|interactions)_/;
    const empty = Object.keys(rows).filter((table) => table.startsWith('app.') && rows[table]!.length === 0);
    expect(empty.filter((table) => !partitions.test(table))).toEqual([]);
    expect(rows['app.item_vectors']).toHaveLength(3);
    await migrate();
    expect(await describeSchema(database)).toEqual(schema);
    expect(await readAllRows(database)).toEqual(rows);
  });

  test('from any of them on to the last, again, changes neither the schema nor a row', async () => {
    const migrations = await readMigrations();
    const [schema, rows] = [await describeSchema(database), await readAllRows(database)];
    // One alone may bring back what a later one replaced.
    for (const [first, { name }] of migrations.entries()) {
      for (const { sql } of migrations.slice(first)) await database.exec(sql);
      expect(await describeSchema(database), name).toEqual(schema);
      expect(await readAllRows(database), name).toEqual(rows);
    }
  }, 60_000);

  test('every public function works after the second pass', async () => {
    const { rows } = await database.query<{ name: string }>(
      `select proname as name from pg_proc where pronamespace = 'public'::regnamespace order by 1`,
    );
    const person = randomUUID();
    await database.query('insert into auth.users (id) values ($1)', [person]);
    const answers = await callAll(database, { person, item: 3 });
    // A function that is not called here is one that nobody tried on the version that runs when hosted.
    expect(Object.keys(answers).sort()).toEqual(rows.map(({ name }) => name));
    // Item 4 is hidden.
    expect(answers.retrieve_items).toHaveLength(3);
    expect(answers.retrieve_page_items).toHaveLength(3);
    expect(answers.record_feedback).toMatchObject([{ outcome: 'accepted' }]);
    expect(answers.get_service_health).toMatchObject([{ model_version: 'test-1', vector_count: 3 }]);
  });

  test('a partition for every month up to three ahead, and nothing at the second call', async () => {
    const partitions = async () => {
      const { rows } = await database.query<{ name: string }>(
        `select inhrelid::regclass::text as name from pg_inherits
         where inhparent in ('app.events'::regclass, 'app.impressions'::regclass) order by 1`,
      );
      return rows.map(({ name }) => name);
    };
    // Each of two tables: the default one, this month and three more.
    const before = await partitions();
    expect(before).toHaveLength(10);
    await database.exec('select app.ensure_monthly_partitions()');
    expect(await partitions()).toEqual(before);
    await database.exec('select app.ensure_monthly_partitions(4)');
    expect(await partitions()).toHaveLength(12);
  });
});
