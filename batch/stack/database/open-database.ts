import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { databaseCorrupt } from './database-corrupt.ts';
import { extensions } from './extensions.ts';
import { prepareDatabaseFolder } from './prepare-database-folder.ts';

/**
 * The usual start parameters, with less shared memory: the default 128 MB would stay resident although the
 * operating system caches the same pages. The search path is the one of a hosted project.
 */
const startParams = [
  ...PGlite.defaultStartParams.filter((_, i, all) => !isSearchPath(all[i]) && !isSearchPath(all[i + 1])),
  ...['-c', 'search_path="$user", public, extensions'],
  ...['-c', 'shared_buffers=32MB'],
];

function isSearchPath(param: string | undefined): boolean {
  return param?.startsWith('search_path=') ?? false;
}

async function openCluster(folder: string): Promise<PGlite> {
  const complaints: string[] = [];
  try {
    const database = await PGlite.create(folder, {
      extensions,
      startParams,
      onStderr: (text) => complaints.push(text) > 0,
    });
    await database.query('select count(*) from pg_catalog.pg_class');
    return database;
  } catch (cause) {
    const reason = complaints.find((line) => /\b(FATAL|PANIC)\b/.test(line)) ?? 'PostgreSQL does not start';
    throw databaseCorrupt(folder, reason.replace(/^.*?\b(?:FATAL|PANIC):\s*/, ''), cause);
  }
}

/**
 * Opens the persisted database, creating it at the first start, and brings it to the shape that Supabase
 * migrations expect. The caller holds the lock of the stack folder.
 * @throws AppError DATABASE_CORRUPT when the folder does not open as a database. Nothing is deleted.
 */
export async function openDatabase(folder: string): Promise<PGlite> {
  await prepareDatabaseFolder(folder);
  const database = await openCluster(folder);
  try {
    await database.exec(await readFile(new URL('./bootstrap.sql', import.meta.url), 'utf8'));
  } catch (cause) {
    await database.close();
    throw databaseCorrupt(folder, cause instanceof Error ? cause.message : 'the bootstrap fails', cause);
  }
  return database;
}
