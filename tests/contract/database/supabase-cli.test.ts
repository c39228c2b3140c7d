import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyMigrations } from '../../../batch/stack/apply-migrations.ts';
import {
  databaseTypesPath,
  generateDatabaseTypes,
} from '../../support/database-types/generate-database-types.ts';
import { runSupabase } from '../../support/run-supabase.ts';
import { connectDatabase } from '../../support/stack/connect-database.ts';
import { openTestStack, type TestStack } from '../../support/stack/open-test-stack.ts';
import { describeSchema } from './support/describe-schema.ts';
import { readAllRows } from './support/read-all-rows.ts';
import { readMigrations } from './support/read-migrations.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));
let stack: TestStack;
let database: pg.Client;

beforeAll(async () => {
  stack = await openTestStack();
  await applyMigrations({ dbUrl: stack.dbUrl, workdir: project });
  database = await connectDatabase(stack.dbUrl);
}, 120_000);
afterAll(async () => {
  await database?.end();
  await stack?.remove();
});

test('supabase db push applies every migration once, and a second push changes nothing', async () => {
  const history = 'select * from supabase_migrations.schema_migrations order by version';
  const applied = await database.query<{ version: string }>(history);
  expect(applied.rows.map(({ version }) => version)).toEqual(
    (await readMigrations()).map(({ name }) => name.slice(0, 14)),
  );
  const [schema, rows] = [await describeSchema(database), await readAllRows(database)];
  await applyMigrations({ dbUrl: stack.dbUrl, workdir: project });
  expect((await database.query(history)).rows).toEqual(applied.rows);
  expect(await describeSchema(database)).toEqual(schema);
  expect(await readAllRows(database)).toEqual(rows);
}, 60_000);

test('shared/contracts/database-types.ts is what the CLI generates now (npm run db:types)', async () => {
  expect(await readFile(databaseTypesPath, 'utf8')).toBe(await generateDatabaseTypes(stack.dbUrl));
}, 60_000);

test('the advisors find nothing to warn of', async () => {
  const { status, stdout, stderr } = await runSupabase(
    ...['db', 'advisors', `--remote=${stack.dbUrl}?sslmode=disable`],
    ...['--type', 'all', '--level', 'info', '--fail-on', 'warn', '--output-format', 'json'],
  );
  expect(status, stdout + stderr).toBe(0);
  // They did look: at a table with row level security and no policy, which is how all of them are meant to be.
  expect(stdout).toContain('rls_enabled_no_policy');
  expect(stdout).not.toMatch(/"level":\s*"(WARN|ERROR)"/);
}, 60_000);
