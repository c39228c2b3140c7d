import type { Client } from 'pg';
import type { CatalogueItem } from '../../shared/contracts/catalogue-item.ts';
import { type CopyValue, copyRows } from '../io/copy-rows.ts';
import { storeLinks } from './store-links.ts';

export interface ItemCounts {
  added: number;
  changed: number;
  unchanged: number;
}

const stageSql = `
  create temp table import_items (
    ordinal integer primary key, external_id text not null, title text not null, maker text, series text,
    released_at timestamptz, duration_minutes integer, price_yen integer, item_id bigint
  ) on commit drop;`;

// Names first: "where not exists" keeps a repeated import from burning ids, "on conflict" copes with a rival.
const namesSql = `
  insert into app.makers (name)
  select distinct maker from import_items as i
  where maker is not null and not exists (select from app.makers as m where m.name = i.maker)
  on conflict do nothing;
  insert into app.series (name)
  select distinct series from import_items as i
  where series is not null and not exists (select from app.series as s where s.name = i.series)
  on conflict do nothing;`;

const changedSql = `
  update app.items as o
  set title = i.title, maker_id = m.id, series_id = s.id, released_at = i.released_at,
    duration_minutes = i.duration_minutes, price_yen = i.price_yen, updated_at = now()
  from import_items as i
  left join app.makers as m on m.name = i.maker
  left join app.series as s on s.name = i.series
  where o.source = $1 and o.external_id = i.external_id
    and (o.title, o.maker_id, o.series_id, o.released_at, o.duration_minutes, o.price_yen)
    is distinct from (i.title, m.id, s.id, i.released_at, i.duration_minutes, i.price_yen)`;

// In the order of the file, so that the same files give the same ids in an empty database.
const addedSql = `
  insert into app.items
    (source, external_id, title, maker_id, series_id, released_at, duration_minutes, price_yen)
  select $1, i.external_id, i.title, m.id, s.id, i.released_at, i.duration_minutes, i.price_yen
  from import_items as i
  left join app.makers as m on m.name = i.maker
  left join app.series as s on s.name = i.series
  where not exists (select from app.items as o where o.source = $1 and o.external_id = i.external_id)
  order by i.ordinal`;

const identifySql = `
  update import_items as i set item_id = o.id
  from app.items as o where o.source = $1 and o.external_id = i.external_id`;

export interface StoreItemsOptions {
  source: string;
  /** False: items that are there already keep what is known of them. */
  hasCatalogue: boolean;
}

/**
 * Upserts a catalogue inside the caller's transaction and leaves the temporary table import_items (ordinal, the
 * index in `items`, and item_id) to it. Whether an item is hidden stays as it is.
 */
export async function storeItems(
  client: Client,
  items: CatalogueItem[],
  { source, hasCatalogue }: StoreItemsOptions,
): Promise<ItemCounts> {
  await client.query(stageSql);
  await stage(client, items);
  await client.query('analyze import_items');
  await client.query(namesSql);
  const changed = hasCatalogue ? ((await client.query(changedSql, [source])).rowCount ?? 0) : 0;
  const added = (await client.query(addedSql, [source])).rowCount ?? 0;
  await client.query(identifySql, [source]);
  // Again, now that it has its ids: without statistics on them the joins of the links are planned badly.
  await client.query('analyze import_items');
  if (hasCatalogue) {
    await storeLinks(client, items, 'performers');
    await storeLinks(client, items, 'tags');
  }
  return { added, changed, unchanged: items.length - added - changed };
}

async function stage(client: Client, items: CatalogueItem[]): Promise<void> {
  const columns = 'ordinal external_id title maker series released_at duration_minutes price_yen'.split(' ');
  const rows = items.map((item, ordinal): CopyValue[] => [
    ordinal,
    item.externalId,
    item.title,
    item.maker,
    item.series,
    item.releasedAt,
    item.durationMinutes,
    item.priceYen,
  ]);
  await copyRows(client, { table: 'import_items', columns }, rows);
}
