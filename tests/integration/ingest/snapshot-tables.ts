import type { Client } from 'pg';

const tables =
  'makers series performers tags items item_performers item_tags item_popularity imported_decisions decisions';

/** All rows of the tables that an import writes, as text in a fixed order; a time of refreshing is left out. */
export async function snapshotTables(client: Client): Promise<Record<string, string[]>> {
  const snapshot: Record<string, string[]> = {};
  for (const table of tables.split(' ')) {
    const { rows } = await client.query<{ row: string }>(
      `select (to_jsonb(t) - 'refreshed_at')::text as row from app.${table} as t order by 1`,
    );
    snapshot[table] = rows.map((row) => row.row);
  }
  return snapshot;
}
