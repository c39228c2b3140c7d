import { readFile } from 'node:fs/promises';
import { copyMemoryDatabase } from '../../support/copy-memory-database.ts';
import type { Database, PostgresVersion } from '../../support/create-memory-database.ts';

const bootstrap = new URL('../../../../batch/stack/database/bootstrap.sql', import.meta.url);

/** A database in memory as a new Supabase project has it, before any migration. Closing it is the caller's. */
export function openBareDatabase(version: PostgresVersion): Promise<Database> {
  return copyMemoryDatabase(version, {
    name: 'bare-memory',
    fill: async (database) => void (await database.exec(await readFile(bootstrap, 'utf8'))),
  });
}
