import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, postgresVersions } from '../support/create-memory-database.ts';
import { createPerson } from '../support/create-person.ts';
import { callAll } from './support/call-all.ts';
import type { Calls } from './support/create-calls.ts';
import { openBareDatabase } from './support/open-bare-database.ts';
import { readColumns } from './support/read-columns.ts';
import { readMigrations } from './support/read-migrations.ts';
import { seedRelease } from './support/seed-rows.ts';

const firstRelease = (name: string) => name < '20261123070000';
const itsCalls: (keyof Calls)[] = ['record_impressions', 'record_feedback', 'retrieve_items'];

type Tables = Awaited<ReturnType<typeof readColumns>>;

describe.each(postgresVersions)('from the first release to the newest, on Postgres %i', (version) => {
  let database: Database;
  let before: Tables;
  let after: Tables;
  let person: string;
  let oldPage: unknown[];
  beforeAll(async () => {
    database = await openBareDatabase(version);
    const migrations = await readMigrations();
    const [old, added] = [
      migrations.filter(({ name }) => firstRelease(name)),
      migrations.filter(({ name }) => !firstRelease(name)),
    ];
    expect([old.length, added.length > 0]).toEqual([10, true]);
    for (const { sql } of old) await database.exec(sql);
    await seedRelease(database, old.at(-1)!.name);
    person = await createPerson(database, { adult: true });
    await callAll(database, { person, item: 1, names: itsCalls });
    await database.exec(`update app.items set status = 'hidden' where external_id = 'x2'`);
    const calls = await callAll(database, { person, item: 1, names: ['retrieve_items'] });
    oldPage = calls.retrieve_items!;
    before = await readColumns(database);
    for (const { sql } of added) await database.exec(sql);
    after = await readColumns(database);
  }, 120_000);
  afterAll(() => database?.close());

  test('no row of any table is lost or changed', () => {
    // Something to lose in each of them.
    expect(Object.keys(before).length).toBeGreaterThan(15);
    for (const [table, rows] of Object.entries(before)) expect(rows, table).not.toEqual([]);
    expectKept(before, after);
  });

  test('every item keeps its id and is known by its source', () => {
    const identity = (row: Record<string, unknown>, id: string) => [row.source, row.external_id, row[id]];
    expect(after['app.item_sources']!.map((row) => identity(row, 'item_id')).sort()).toEqual(
      before['app.items']!.map((row) => identity(row, 'id')).sort(),
    );
    expect(after['app.sources']!.map(({ name }) => name).sort()).toEqual(['dmm', 'test']);
  });

  test('a hidden item stays hidden, by the operator; all others stay active without a reason', () => {
    const state = after['app.items']!.map((row) => [row.external_id, row.status, row.hidden_reasons]);
    expect(state.sort()).toEqual([
      ['x1', 'active', []],
      ['x2', 'hidden', ['operator']],
      ['x3', 'active', []],
      ['x4', 'active', []],
    ]);
  });

  test('nobody has agreed to training who was not asked', () => {
    expect(after['app.profiles']!.map((row) => row.training_consent_at)).toEqual([null]);
  });

  test('the Edge Functions of the first release get the page they got before', async () => {
    const answers = await callAll(database, { person, item: 1, names: ['retrieve_items'] });
    expect(answers.retrieve_items).toHaveLength(2);
    expect(answers.retrieve_items).toEqual(oldPage);
  });
});

/** Last migrations of the releases after the first one. What was never released ends with the newest. */
const releases = ['20261123070600', '20261123080420', '20261123090400'];

describe.each(postgresVersions.flatMap((version) => releases.map((release) => ({ version, release }))))(
  'from $release to the newest, on Postgres $version',
  ({ version, release }) => {
    test('no row of any table is lost or changed', async () => {
      const database = await openBareDatabase(version);
      try {
        const migrations = await readMigrations();
        const isOld = ({ name }: { name: string }) => name.slice(0, release.length) <= release;
        for (const { sql } of migrations.filter(isOld)) await database.exec(sql);
        await seedRelease(database, release);
        const person = await createPerson(database, { adult: true });
        const { rows } = await database.query<{ name: keyof Calls }>(
          `select proname as name from pg_proc where pronamespace = 'public'::regnamespace`,
        );
        await callAll(database, { person, item: 1, names: rows.map(({ name }) => name) });
        const before = await readColumns(database);
        // Something to lose in each of them.
        expect(Object.keys(before).filter((table) => before[table]!.length === 0)).toEqual([]);
        const added = migrations.filter((migration) => !isOld(migration));
        expect(added.length).toBeGreaterThan(0);
        for (const { sql } of added) await database.exec(sql);
        expectKept(before, await readColumns(database));
      } finally {
        await database.close();
      }
    }, 120_000);
  },
);

/** Every row is there with the values it had; columns may have come to it. */
function expectKept(before: Tables, after: Tables): void {
  for (const [table, rows] of Object.entries(before)) {
    const columns = Object.keys(rows[0] ?? {});
    const kept = after[table]!.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])));
    const sorted = (list: object[]) => list.map((row) => JSON.stringify(row)).sort();
    expect(sorted(kept), table).toEqual(sorted(rows));
  }
}
