import type { Client } from 'pg';
import type { TrainingSet } from './training-set.ts';

type ItemRow = [
  id: number,
  externalId: string,
  title: string,
  maker: string | null,
  series: string | null,
  releasedAt: number | null,
  durationMinutes: number | null,
  priceYen: number | null,
];

const itemsSql = `
  select i.id::float8, i.external_id, i.title, m.name, s.name, extract(epoch from i.released_at)::float8,
    i.duration_minutes, i.price_yen
  from app.items as i
  left join app.makers as m on m.id = i.maker_id
  left join app.series as s on s.id = i.series_id
  where i.status = 'active'
  order by i.id`;

/** Active items in ascending order of their id. Performers and tags are sorted by code unit, whatever the collation. */
export async function readActiveItems(client: Client): Promise<TrainingSet['items']> {
  const performers = await readNames(
    client,
    'select l.item_id::float8, n.name from app.item_performers as l join app.performers as n on n.id = l.performer_id',
  );
  const tags = await readNames(
    client,
    'select l.item_id::float8, n.name from app.item_tags as l join app.tags as n on n.id = l.tag_id',
  );
  const { rows } = await client.query<ItemRow>({ text: itemsSql, rowMode: 'array' });
  return rows.map(([id, externalId, title, maker, series, releasedAt, durationMinutes, priceYen]) => ({
    id,
    externalId,
    title,
    maker,
    series,
    performers: performers.get(id)?.sort() ?? [],
    tags: tags.get(id)?.sort() ?? [],
    releasedAt: releasedAt === null ? null : new Date(releasedAt * 1000).toISOString(),
    durationMinutes,
    priceYen,
  }));
}

/** Names by item id. Joined here rather than aggregated there: array_agg over a whole catalogue is slower. */
async function readNames(client: Client, text: string): Promise<Map<number, string[]>> {
  const { rows } = await client.query<[number, string]>({ text, rowMode: 'array' });
  const names = new Map<number, string[]>();
  for (const [id, name] of rows) {
    const list = names.get(id);
    if (list) list.push(name);
    else names.set(id, [name]);
  }
  return names;
}
