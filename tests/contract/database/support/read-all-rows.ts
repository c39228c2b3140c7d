import type { Queryable } from './queryable.ts';

/** Every row of every table in app, of the accounts and of the buckets, as text, by table. */
export async function readAllRows(database: Queryable): Promise<Record<string, string[]>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relkind in ('r', 'p') and relnamespace = 'app'::regnamespace order by 1`,
  );
  const all: Record<string, string[]> = {};
  for (const name of [
    ...tables.map((table) => table.name),
    'auth.users',
    'storage.buckets',
    'storage.objects',
  ]) {
    const { rows } = await database.query<{ line: string }>(
      `select t::text as line from ${name} as t order by 1`,
    );
    all[name] = rows.map(({ line }) => line);
  }
  return all;
}
