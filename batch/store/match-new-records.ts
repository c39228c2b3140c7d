import type { Client } from 'pg';
import { copyRows } from '../io/copy-rows.ts';
import type { ChangedRecord } from './find-changed-records.ts';

const stageSql = `
  create temp table import_new (
    ordinal integer primary key, external_id text not null, jan_code text, maker_product text
  ) on commit drop`;

// An item takes one record of a source only: of several that mean it the first joins it, the others are items of their
// own. Different JAN codes are different items, whatever their product codes.
const matchSql = `
  with candidates as (
    select n.ordinal, i.id as item_id, 0 as rank
    from import_new as n inner join app.items as i on i.source = $1 and i.external_id = n.external_id
    union all
    select n.ordinal, s.item_id, 1
    from import_new as n
    inner join app.item_sources as s on s.record ->> 'janCode' is not null and s.record ->> 'janCode' = n.jan_code
    where s.source <> $1
    union all
    select n.ordinal, s.item_id, 2
    from import_new as n
    inner join app.item_sources as s on s.maker_product is not null and s.maker_product = n.maker_product
    where s.source <> $1 and coalesce(s.record ->> 'janCode' = n.jan_code, true)
  ),
  best as (
    select distinct on (c.ordinal) c.ordinal, c.item_id, c.rank
    from candidates as c
    where c.rank = 0
      or not exists (select from app.item_sources as o where o.item_id = c.item_id and o.source = $1)
    order by c.ordinal, c.rank, c.item_id
  )
  select distinct on (item_id) ordinal, item_id::float8 as "itemId", rank = 0 as "isOwn"
  from best order by item_id, rank, ordinal`;

/**
 * Gives new records the item that another source describes already: the one with their JAN code, else with their maker
 * and product code. Only new ids are looked up; what is an item of its own stays one. Inside the caller's transaction.
 */
export async function matchNewRecords(
  client: Client,
  records: readonly ChangedRecord[],
  source: string,
): Promise<void> {
  const fresh = records.filter(({ isNew }) => isNew);
  if (fresh.length === 0) return;
  await client.query(stageSql);
  await copyRows(
    client,
    { table: 'import_new', columns: ['ordinal', 'external_id', 'jan_code', 'maker_product'] },
    fresh.map(
      ({ record, makerProduct }, ordinal) =>
        [ordinal, record.externalId, record.janCode, makerProduct] as const,
    ),
  );
  await client.query('analyze import_new');
  const { rows } = await client.query<{ ordinal: number; itemId: number; isOwn: boolean }>(matchSql, [
    source,
  ]);
  for (const { ordinal, itemId, isOwn } of rows) Object.assign(fresh[ordinal]!, { itemId, isNew: !isOwn });
}
