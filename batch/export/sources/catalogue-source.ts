import type { ExportSource } from '../export-source.ts';

const names = (link: string, table: string, id: string) => `coalesce((
  select array_agg(n.name order by n.name) from app.${link} as l inner join app.${table} as n on n.id = l.${id}
  where l.item_id = i.id), '{}')`;

/** Items as they are served, hidden ones too, with the parts of the sources that list them. */
export const catalogueSource: ExportSource = {
  columns: [
    { name: 'item_id', type: 'BIGINT', sql: 'i.id' },
    { name: 'source', type: 'VARCHAR', sql: 'i.source' },
    { name: 'external_id', type: 'VARCHAR', sql: 'i.external_id' },
    {
      name: 'floors',
      type: 'VARCHAR[]',
      sql: `coalesce((
        select array_agg(distinct f order by f)
        from app.item_sources as o, jsonb_array_elements_text(coalesce(o.record -> 'floors', '[]')) as f
        where o.item_id = i.id), '{}')`,
    },
    { name: 'title', type: 'VARCHAR', sql: 'i.title' },
    { name: 'maker', type: 'VARCHAR', sql: 'm.name' },
    { name: 'label', type: 'VARCHAR', sql: 'b.name' },
    { name: 'series', type: 'VARCHAR', sql: 's.name' },
    { name: 'performers', type: 'VARCHAR[]', sql: names('item_performers', 'performers', 'performer_id') },
    { name: 'tags', type: 'VARCHAR[]', sql: names('item_tags', 'tags', 'tag_id') },
    { name: 'released_at', type: 'TIMESTAMP', sql: 'i.released_at' },
    { name: 'duration_minutes', type: 'INTEGER', sql: 'i.duration_minutes' },
    { name: 'price_yen', type: 'INTEGER', sql: 'i.price_yen' },
    { name: 'list_price_yen', type: 'INTEGER', sql: 'i.list_price_yen' },
    { name: 'page_url', type: 'VARCHAR', sql: 'i.page_url' },
    { name: 'affiliate_url', type: 'VARCHAR', sql: 'i.affiliate_url' },
    { name: 'image_url_list', type: 'VARCHAR', sql: "i.image_urls ->> 'list'" },
    { name: 'image_url_small', type: 'VARCHAR', sql: "i.image_urls ->> 'small'" },
    { name: 'image_url_large', type: 'VARCHAR', sql: "i.image_urls ->> 'large'" },
    { name: 'sample_image_urls', type: 'VARCHAR[]', sql: 'i.sample_image_urls' },
    { name: 'sample_video_url', type: 'VARCHAR', sql: 'i.sample_video_url' },
    { name: 'review_count', type: 'INTEGER', sql: 'i.review_count' },
    { name: 'review_average', type: 'FLOAT', sql: 'i.review_average' },
    { name: 'product_code', type: 'VARCHAR', sql: 'i.product_code' },
    { name: 'jan_code', type: 'VARCHAR', sql: 'i.jan_code' },
    { name: 'status', type: 'VARCHAR', sql: 'i.status::text' },
    { name: 'hidden_reasons', type: 'VARCHAR[]', sql: 'i.hidden_reasons::text[]' },
  ],
  from: `app.items as i
    left join app.makers as m on m.id = i.maker_id
    left join app.labels as b on b.id = i.label_id
    left join app.series as s on s.id = i.series_id`,
  key: ['item_id'],
  filters: {
    source: (parameter) => `i.source = ${parameter}`,
    status: (parameter) => `i.status::text = ${parameter}`,
    releasedFrom: (parameter) => `i.released_at >= ${parameter}::timestamptz`,
    releasedTo: (parameter) => `i.released_at < ${parameter}::timestamptz`,
  },
  fetchRows: 5000,
};
