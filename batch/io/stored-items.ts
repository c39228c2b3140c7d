import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import type { CatalogueItem } from '../../shared/contracts/catalogue-item.ts';

export interface StoredItem extends CatalogueItem {
  /** Database id. */
  id: number;
}

export interface WhichItems {
  /** Every `count`th item, beginning with the `index`th: by the remainder of the id. */
  shard?: { index: number; count: number } | null | undefined;
  /** Only those without a vector of this model version. */
  withoutVectorOf?: string | undefined;
}

// What a model sees of an item, as in a training dataset: tags of groups that are not for training are left out.
const itemsSql = `
  select i.id::float8 as id, i.external_id as "externalId", i.title, m.name as maker, s.name as series,
    array(
      select n.name from app.item_performers as l inner join app.performers as n on n.id = l.performer_id
      where l.item_id = i.id order by n.name collate "C"
    ) as performers,
    array(
      select n.name from app.item_tags as l inner join app.tags as n on n.id = l.tag_id
      left join app.tag_groups as g on g.id = n.group_id
      where l.item_id = i.id and coalesce(g.use_for_training, true) order by n.name collate "C"
    ) as tags,
    to_char(i.released_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "releasedAt",
    i.duration_minutes as "durationMinutes", i.price_yen as "priceYen"
  from app.items as i
  left join app.makers as m on m.id = i.maker_id
  left join app.series as s on s.id = i.series_id
  where i.status = 'active'
    and ($1::bigint is null or i.id % $1 = $2)
    and ($3::text is null or not exists (
      select from app.item_vectors as v where v.model_version = $3 and v.item_id = i.id
    ))`;

function valuesOf({ shard, withoutVectorOf }: WhichItems): unknown[] {
  return [shard?.count ?? null, shard ? shard.index - 1 : null, withoutVectorOf ?? null];
}

/** Active items with an id above `after`, by id, at most `limit`. */
export async function readStoredItems(
  client: Client,
  { after, limit, ...which }: WhichItems & { after: number; limit: number },
): Promise<StoredItem[]> {
  const { rows } = await client.query<StoredItem>(`${itemsSql} and i.id > $4 order by i.id limit $5`, [
    ...valuesOf(which),
    after,
    limit,
  ]);
  return rows;
}

export async function countStoredItems(client: Client, which: WhichItems): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::float8 as n from (${itemsSql}) as items`,
    valuesOf(which),
  );
  return rows[0]!.n;
}

/** SHA-256 (hex) of all that models see of the active items: the same for as long as none of it changes. */
export async function fingerprintStoredItems(client: Client): Promise<string> {
  const { rows } = await client.query<{ sum: string }>(
    `select count(*) || ' ' || coalesce(sum(hashtextextended(items::text, 0)::numeric), 0) as sum
     from (${itemsSql}) as items`,
    valuesOf({}),
  );
  return createHash('sha256').update(rows[0]!.sum).digest('hex');
}
