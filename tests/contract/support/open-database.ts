import { readdir, readFile } from 'node:fs/promises';
import { copyMemoryDatabase } from './copy-memory-database.ts';
import type { Database, PostgresVersion } from './create-memory-database.ts';

const root = new URL('../../../', import.meta.url);

/** A database in memory with everything that the migrations make of it. Closing it is the caller's. */
export function openDatabase(version: PostgresVersion): Promise<Database> {
  return copyMemoryDatabase(version, { name: 'migrated-memory', fill });
}

async function fill(database: Database): Promise<void> {
  await database.exec(await readFile(new URL('batch/stack/database/bootstrap.sql', root), 'utf8'));
  const folder = new URL('supabase/migrations/', root);
  for (const name of (await readdir(folder)).sort()) {
    await database.exec(await readFile(new URL(name, folder), 'utf8'));
  }
}
