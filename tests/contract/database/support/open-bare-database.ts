import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGlite as PGlite17 } from 'pglite-pg17';
import { pgcrypto as pgcrypto17 } from 'pglite-pg17/contrib/pgcrypto';
import { uuid_ossp as uuidOssp17 } from 'pglite-pg17/contrib/uuid_ossp';
import { vector as vector17 } from 'pglite-pg17/vector';
import type { Database, PostgresVersion } from '../../support/open-database.ts';

const bootstrap = new URL('../../../../batch/stack/database/bootstrap.sql', import.meta.url);

/** A database in memory as a new Supabase project has it, before any migration. Closing it is the caller's. */
export async function openBareDatabase(version: PostgresVersion): Promise<Database> {
  const database =
    version === 18
      ? await PGlite.create({ extensions: { vector, pgcrypto, uuid_ossp } })
      : await PGlite17.create({
          extensions: { vector: vector17, pgcrypto: pgcrypto17, uuid_ossp: uuidOssp17 },
        });
  await database.exec(await readFile(bootstrap, 'utf8'));
  return database as Database;
}
