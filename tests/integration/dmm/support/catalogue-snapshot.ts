import type { Client } from 'pg';

const queries = {
  items: `
    select i.source, i.external_id, i.title, m.name as maker, l.name as label, s.name as series, i.released_at,
      i.duration_minutes, i.price_yen, i.list_price_yen, i.page_url, i.affiliate_url, i.image_urls,
      i.sample_image_urls, i.sample_video_url, i.review_count, i.review_average, i.product_code, i.jan_code,
      i.status, i.hidden_reasons::text
    from app.items as i left join app.makers as m on m.id = i.maker_id
    left join app.labels as l on l.id = i.label_id left join app.series as s on s.id = i.series_id
    order by i.source, i.external_id collate "C"`,
  sources: `
    select s.source, s.external_id, i.external_id as item, s.record, s.record_sha256, s.missed_syncs
    from app.item_sources as s inner join app.items as i on i.id = s.item_id order by s.external_id collate "C"`,
  tags: `
    select i.external_id, t.name from app.item_tags as it inner join app.items as i on i.id = it.item_id
    inner join app.tags as t on t.id = it.tag_id order by i.external_id collate "C", name collate "C"`,
  performers: `
    select i.external_id, p.name from app.item_performers as ip inner join app.items as i on i.id = ip.item_id
    inner join app.performers as p on p.id = ip.performer_id order by i.external_id collate "C", name collate "C"`,
  terms: `
    select kind::text, external_id, name, reading from app.source_terms order by kind, external_id collate "C"`,
  ranking: `
    select r.floor, e.position, e.external_id from app.rankings as r
    inner join app.ranking_entries as e on e.ranking_id = r.id where r.state = 'current' order by 1, 2`,
  watermarks: 'select floor, released_until, sync_number from app.sync_watermarks order by floor',
};

/** Everything a sync leaves in the database, without the times when it did and the numbers it drew. */
export async function catalogueSnapshot(client: Client): Promise<Record<keyof typeof queries, unknown[]>> {
  const snapshot: Record<string, unknown[]> = {};
  for (const [name, sql] of Object.entries(queries)) snapshot[name] = (await client.query(sql)).rows;
  return snapshot as Record<keyof typeof queries, unknown[]>;
}
