import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGlite as PGlite17 } from 'pglite-pg17';
import { pg_trgm as pgTrgm17 } from 'pglite-pg17/contrib/pg_trgm';
import { pgcrypto as pgcrypto17 } from 'pglite-pg17/contrib/pgcrypto';
import { uuid_ossp as uuidOssp17 } from 'pglite-pg17/contrib/uuid_ossp';
import { vector as vector17 } from 'pglite-pg17/vector';

/** 18 is what the embedded stack runs, 17 what a hosted project runs. */
export const postgresVersions = [18, 17] as const;

export type PostgresVersion = (typeof postgresVersions)[number];

export type Database = Pick<PGlite, 'query' | 'exec' | 'close' | 'dumpDataDir'>;

/** A database in memory: a new cluster, or what `dumpDataDir` gave of another one. Closing it is the caller's. */
export async function createMemoryDatabase(version: PostgresVersion, dump?: Blob): Promise<Database> {
  const from = dump ? { loadDataDir: dump } : {};
  if (version === 18) return PGlite.create({ extensions: { vector, pg_trgm, pgcrypto, uuid_ossp }, ...from });
  const extensions = { vector: vector17, pg_trgm: pgTrgm17, pgcrypto: pgcrypto17, uuid_ossp: uuidOssp17 };
  return (await PGlite17.create({ extensions, ...from })) as unknown as Database;
}
