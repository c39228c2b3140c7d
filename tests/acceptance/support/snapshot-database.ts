import type pg from 'pg';

/**
 * Number and checksum of the rows of every table that a person or a command can change, by table. Sign-ins are left
 * out: tests make them; so are the counters of requests, which any request that gets as far moves.
 */
export async function snapshotDatabase(database: pg.Client): Promise<Record<string, string>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relkind in ('r', 'p') and not relispartition
       and relnamespace in ('app'::regnamespace, 'storage'::regnamespace, 'supabase_migrations'::regnamespace)
       and oid not in (
         'app.request_rates'::regclass, 'app.request_metrics'::regclass, 'app.request_totals'::regclass
       )`,
  );
  const snapshot: Record<string, string> = {};
  for (const { name } of [...tables, { name: 'auth.users' }]) {
    const { rows } = await database.query<{ sum: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') as sum from ${name} as t`,
    );
    snapshot[name] = rows[0]!.sum;
  }
  return snapshot;
}
