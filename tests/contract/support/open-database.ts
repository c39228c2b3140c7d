import { readdir, readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGlite as PGlite17 } from 'pglite-pg17';
import { pgcrypto as pgcrypto17 } from 'pglite-pg17/contrib/pgcrypto';
import { uuid_ossp as uuidOssp17 } from 'pglite-pg17/contrib/uuid_ossp';
import { vector as vector17 } from 'pglite-pg17/vector';

/** 18 is what the embedded stack runs, 17 what a hosted project runs. */
export const postgresVersions = [18, 17] as const;

export type PostgresVersion = (typeof postgresVersions)[number];

export type Database = Pick<PGlite, 'query' | 'exec' | 'close'>;

const root = new URL('../../../', import.meta.url);

/** A database in memory with everything that the migrations make of it. Closing it is the caller's. */
export async function openDatabase(version: PostgresVersion): Promise<Database> {
  const database =
    version === 18
      ? await PGlite.create({ extensions: { vector, pgcrypto, uuid_ossp } })
      : await PGlite17.create({
          extensions: { vector: vector17, pgcrypto: pgcrypto17, uuid_ossp: uuidOssp17 },
        });
  await database.exec(await readFile(new URL('batch/stack/database/bootstrap.sql', root), 'utf8'));
  const folder = new URL('supabase/migrations/', root);
  for (const name of (await readdir(folder)).sort()) {
    await database.exec(await readFile(new URL(name, folder), 'utf8'));
  }
  return database as Database;
}
