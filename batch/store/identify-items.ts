import type { Client } from 'pg';
import { type CopyValue, copyRows } from '../io/copy-rows.ts';
import { inTransaction } from './in-transaction.ts';

export interface IdentifyItemsOptions {
  source: string;
  /** Makes items that are not there yet, in the order of the ids, with the id as their title. */
  create: boolean;
}

export interface IdentifiedItems {
  /** In the order of the external ids; null where the item is not there. */
  itemIds: (number | null)[];
  created: number;
}

const stageSql = `
  create temp table import_ids (ordinal integer primary key, external_id text not null unique) on commit drop`;

const createSql = `
  insert into app.items (source, external_id, title)
  select $1, n.external_id, n.external_id
  from import_ids as n
  where not exists (select from app.items as i where i.source = $1 and i.external_id = n.external_id)
    and not exists (select from app.item_sources as s where s.source = $1 and s.external_id = n.external_id)
  order by n.ordinal
  on conflict (source, external_id) do nothing`;

// The hash is of no record, so that the next catalogue of the source looks at them.
const sourcesSql = `
  insert into app.item_sources (source, external_id, item_id, record, record_sha256)
  select $1, n.external_id, i.id, '{}', repeat('0', 64)
  from import_ids as n
  inner join app.items as i on i.source = $1 and i.external_id = n.external_id
  where not exists (select from app.item_sources as s where s.source = $1 and s.external_id = n.external_id)
  on conflict (source, external_id) do nothing`;

// An item that a catalogue merged into another source's item stands in item_sources alone.
const identifySql = `
  select coalesce(s.item_id, i.id)::float8
  from import_ids as n
  left join app.item_sources as s on s.source = $1 and s.external_id = n.external_id
  left join app.items as i on i.source = $1 and i.external_id = n.external_id
  order by n.ordinal`;

/** Finds the items behind different external ids of one source, in a transaction of its own. */
export async function identifyItems(
  client: Client,
  externalIds: readonly string[],
  { source, create }: IdentifyItemsOptions,
): Promise<IdentifiedItems> {
  return inTransaction(client, async () => {
    await client.query(stageSql);
    const rows = externalIds.map((externalId, ordinal): CopyValue[] => [ordinal, externalId]);
    await copyRows(client, { table: 'import_ids', columns: ['ordinal', 'external_id'] }, rows);
    await client.query('analyze import_ids');
    const created = create ? ((await client.query(createSql, [source])).rowCount ?? 0) : 0;
    if (create) await client.query(sourcesSql, [source]);
    const { rows: found } = await client.query<[number | null]>({
      text: identifySql,
      values: [source],
      rowMode: 'array',
    });
    return { itemIds: found.map(([itemId]) => itemId), created };
  });
}
