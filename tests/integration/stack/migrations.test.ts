import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyMigrations } from '../../../batch/stack/apply-migrations.ts';
import { connectDatabase } from '../../support/stack/connect-database.ts';
import { openTestStack, type TestStack } from '../../support/stack/open-test-stack.ts';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const supabase = fileURLToPath(new URL('../../../node_modules/.bin/supabase', import.meta.url));
let stack: TestStack;
let workdir: string;

beforeAll(async () => {
  stack = await openTestStack();
  workdir = await mkdtemp(join(tmpdir(), 'matching-project-'));
  await cp(join(fixtures, 'project'), workdir, { recursive: true });
}, 60_000);
afterAll(async () => {
  await stack?.remove();
  await rm(workdir, { recursive: true, force: true });
});

it('the Supabase CLI applies migrations once, lists them, and says what fails without the password', async () => {
  await applyMigrations({ dbUrl: stack.dbUrl, workdir });
  await applyMigrations({ dbUrl: stack.dbUrl, workdir });
  const client = await connectDatabase(stack.dbUrl);
  const { rows } = await client.query('select version from supabase_migrations.schema_migrations');
  expect(rows).toEqual([{ version: '20260101000000' }]);
  expect(
    (await client.query("select to_regclass('app.notes_embedding_idx') is not null as made")).rows[0].made,
  ).toBe(true);

  const listed = await promisify(execFile)(
    supabase,
    ['migration', 'list', `--remote=${stack.dbUrl}`, '--workdir', workdir],
    { env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' } },
  );
  expect(listed.stdout + listed.stderr).toContain('20260101000000');

  const second = join(workdir, 'supabase/migrations/20260102000000_create_broken.sql');
  await cp(join(fixtures, 'broken-migration.sql'), second);
  const failed = applyMigrations({ dbUrl: stack.dbUrl, workdir });
  await expect(failed).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringContaining('missing_table'),
  });
  await failed.catch((error: Error) => expect(error.message).not.toContain(new URL(stack.dbUrl).password));
  expect((await client.query("select to_regclass('app.broken') as made")).rows[0].made).toBeNull();
  await client.end();
}, 60_000);
