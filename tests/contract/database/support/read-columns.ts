import type { Queryable } from './queryable.ts';

/** Every row of every table in app as a record, by table. Partitions are read through their parents. */
export async function readColumns(database: Queryable): Promise<Record<string, Record<string, unknown>[]>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relkind in ('r', 'p') and not relispartition and relnamespace = 'app'::regnamespace order by 1`,
  );
  const all: Record<string, Record<string, unknown>[]> = {};
  for (const { name } of tables) {
    const { rows } = await database.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from ${name} as t order by to_jsonb(t)::text`,
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}
