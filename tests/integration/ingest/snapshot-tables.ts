import type { Client } from 'pg';

const tables =
  'sources makers labels series performers tags items item_sources item_performers item_tags item_popularity ' +
  'imported_decisions decisions quarantine dataset_versions';

const times = [
  'refreshed_at',
  'created_at',
  'updated_at',
  'first_seen_at',
  'last_seen_at',
  'recorded_at',
  'quarantined_at',
];
/** What names an attempt rather than its outcome. */
const attempt = [...times, 'run_id', 'version', 'manifest'];

/**
 * All rows of the tables that an import writes, as text in a fixed order; when popularity was counted and an item was
 * seen last is left out. `comparable` leaves out all times of the clock, and what depends on them.
 */
export async function snapshotTables(
  client: Client,
  { comparable = false } = {},
): Promise<Record<string, string[]>> {
  const snapshot: Record<string, string[]> = {};
  const without = comparable ? attempt : ['refreshed_at', 'last_seen_at'];
  for (const table of tables.split(' ')) {
    const { rows } = await client.query<{ row: string }>(
      `select (to_jsonb(t) - $1::text[])::text as row from app.${table} as t order by 1`,
      [without],
    );
    snapshot[table] = rows.map((row) => row.row);
  }
  return snapshot;
}
