import type { Client } from 'pg';

/**
 * Tells the planner how much the catalogue holds when `written` items are a good part of it, as autovacuum would: a
 * hosted database has that, but not at once, and the embedded one never. Without it retrieval joins row by row.
 */
export async function refreshStatistics(client: Client, written: number): Promise<void> {
  const { rows } = await client.query<{ known: number }>(
    `select reltuples::float8 as known from pg_catalog.pg_class where oid = 'app.items'::regclass`,
  );
  const { known } = rows[0]!;
  // -1 says that nothing is known; for the rest, what autovacuum takes for enough.
  if (known >= 0 && written < 50 + 0.1 * known) return;
  await client.query(
    `analyze app.items, app.item_popularity, app.item_tags, app.item_performers, app.item_sources, app.item_search,
      app.makers, app.series, app.performers, app.tags`,
  );
}
