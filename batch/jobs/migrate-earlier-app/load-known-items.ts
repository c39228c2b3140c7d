import type { Client } from 'pg';
import { loadRows } from './load-rows.ts';
import type { MigrationEnvironment } from './migration-environment.ts';

const pageSize = 20_000;

/** Makes the temporary table known_items (source, external_id, item_id): all that the catalogue has, by its sources. */
export async function loadKnownItems(env: MigrationEnvironment): Promise<void> {
  const columns = { source: 'VARCHAR', external_id: 'VARCHAR', item_id: 'BIGINT' };
  await loadRows(env, { table: 'known_items', columns }, knownItems(env));
}

interface KnownItem {
  source: string;
  external_id: string;
  item_id: string;
}

async function* knownItems({ client, signal }: MigrationEnvironment): AsyncGenerator<KnownItem> {
  let last: readonly [string, string] = ['', ''];
  for (;;) {
    signal.throwIfAborted();
    const page = await readPage(client, last);
    yield* page;
    const end = page.at(-1);
    if (end === undefined || page.length < pageSize) return;
    last = [end.source, end.external_id];
  }
}

async function readPage(client: Client, after: readonly [string, string]): Promise<KnownItem[]> {
  const { rows } = await client.query<KnownItem>(
    `select source, external_id, item_id from app.item_sources
    where (source, external_id) > ($1, $2) order by source, external_id limit ${pageSize}`,
    [...after],
  );
  return rows;
}
