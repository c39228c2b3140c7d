import type { Client } from 'pg';

// Names first, in the order in which they appear, so that the same files give the same ids in an empty database;
// "where not exists" keeps a repeated import from burning ids, "on conflict" copes with a rival.
const namesSql = Object.entries({ makers: 'maker', labels: 'label', series: 'series' })
  .map(
    ([table, column]) => `
      insert into app.${table} (name)
      select i.${column} from import_items as i
      where i.${column} is not null and not exists (select from app.${table} as n where n.name = i.${column})
      group by i.${column} order by min(i.ordinal)
      on conflict do nothing;`,
  )
  .join('');

const columns = [
  'title maker_id label_id series_id released_at duration_minutes price_yen list_price_yen page_url affiliate_url',
  'image_urls sample_image_urls sample_video_url review_count review_average product_code jan_code',
].flatMap((line) => line.split(' '));
const list = (alias: string) => columns.map((column) => `${alias}.${column}`).join(', ');

const wantedSql = `
  select i.*, m.id as maker_id, l.id as label_id, s.id as series_id
  from import_items as i
  left join app.makers as m on m.name = i.maker
  left join app.labels as l on l.name = i.label
  left join app.series as s on s.name = i.series`;

const changedSql = `
  update app.items as o set (${columns.join(', ')}, updated_at) = row (${list('n')}, now())
  from (${wantedSql}) as n
  where o.id = n.item_id and (${list('o')}) is distinct from (${list('n')})`;

const addedSql = `
  insert into app.items (source, external_id, ${columns.join(', ')})
  select $1, n.external_id, ${list('n')} from (${wantedSql}) as n
  where n.item_id is null
  order by n.ordinal`;

const identifySql = `
  update import_items as i set item_id = o.id
  from app.items as o where i.item_id is null and o.source = $1 and o.external_id = i.external_id`;

const sourcesSql = `
  insert into app.item_sources as s (source, external_id, item_id, record, record_sha256, maker_product)
  select $1, i.external_id, i.item_id, i.record, i.record_sha256, i.maker_product
  from import_items as i order by i.ordinal
  on conflict (source, external_id) do update
  set record = excluded.record, record_sha256 = excluded.record_sha256, maker_product = excluded.maker_product,
    last_seen_at = now(), missed_syncs = 0, missed_at = null`;

/**
 * Makes app.items and app.item_sources what import_items says, which gets its missing item ids on the way. Whether an
 * operator hid an item stays as it is.
 */
export async function writeItems(client: Client, source: string): Promise<void> {
  await client.query(namesSql);
  await client.query(changedSql);
  await client.query(addedSql, [source]);
  await client.query(identifySql, [source]);
  await client.query(sourcesSql, [source]);
  // Again, now that it has its ids: without statistics on them the joins of the links are planned badly.
  await client.query('analyze import_items');
}
