import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callFunction } from '../support/call-function.ts';
import { createPerson } from '../support/create-person.ts';
import { type Database, postgresVersions } from '../support/open-database.ts';
import { createCalls } from './support/create-calls.ts';
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

  /** As an Edge Function calls it; lists go as JSON, but for those that the database takes as an array. */
  async function callAll(person: string, item: number): Promise<Record<string, unknown[]>> {
    const answers: Record<string, unknown[]> = {};
    for (const [name, args] of Object.entries(createCalls({ person, item }))) {
      const parameters = Object.fromEntries(
        Object.entries(args).map(([key, value]) => [
          key,
          Array.isArray(value) ? JSON.stringify(value) : value,
        ]),
      );
      answers[name] = await callFunction(database, name, parameters);
    }
    return answers;
  }

  test('all of them again change neither the schema nor a row', async () => {
    const person = await createPerson(database, { adult: true });
    await callAll(person, 1);
    const [schema, rows] = [await describeSchema(database), await readAllRows(database)];
    // Something to lose in every kind of table.
    for (const table of ['items', 'item_tags', 'events', 'impressions', 'decisions', 'imported_decisions'])
      expect(rows[`app.${table}`]).not.toHaveLength(0);
    expect(rows['app.item_vectors']).toHaveLength(3);
    await migrate();
    expect(await describeSchema(database)).toEqual(schema);
    expect(await readAllRows(database)).toEqual(rows);
  });

  test('each of them alone can be applied to the finished database', async () => {
    const schema = await describeSchema(database);
    for (const { name, sql } of await readMigrations()) {
      await database.exec(sql);
      expect(await describeSchema(database), name).toEqual(schema);
    }
  });

  test('every public function works after the second pass', async () => {
    const { rows } = await database.query<{ name: string }>(
      `select proname as name from pg_proc where pronamespace = 'public'::regnamespace order by 1`,
    );
    const person = randomUUID();
    await database.query('insert into auth.users (id) values ($1)', [person]);
    const answers = await callAll(person, 3);
    // A function that is not called here is one that nobody tried on the version that runs when hosted.
    expect(Object.keys(answers).sort()).toEqual(rows.map(({ name }) => name));
    expect(answers.retrieve_items).toHaveLength(3);
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
