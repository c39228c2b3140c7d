import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { interruptible } from '../../io/duckdb/interruptible.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { catalogueColumns } from '../../process/catalogue/catalogue-table.ts';

const batchSize = 2000;

const names = (link: string, table: string, key: string) => `
  coalesce((
    select json_agg(n.name order by n.name) from app.${link} as l
    inner join app.${table} as n on n.id = l.${key} where l.item_id = i.id
  ), '[]')`;

/** Each active item as the JSON of a processed catalogue row; its id in the database is the number of the row. */
const rowsSql = `
  select i.id::float8, json_build_object(
    'source', i.source, 'file', i.source, 'row_number', i.id, 'external_id', i.external_id,
    'floors', coalesce((
      select json_agg(distinct f.name order by f.name)
      from app.item_sources as o, jsonb_array_elements_text(o.record -> 'floors') as f(name)
      where o.item_id = i.id
    ), '[]'),
    'title', i.title, 'maker', m.name, 'label', l.name, 'series', s.name,
    'performers', ${names('item_performers', 'performers', 'performer_id')},
    'tags', ${names('item_tags', 'tags', 'tag_id')},
    'released_at', to_char(i.released_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
    'duration_minutes', i.duration_minutes, 'price_yen', i.price_yen, 'list_price_yen', i.list_price_yen,
    'page_url', i.page_url, 'affiliate_url', i.affiliate_url,
    'image_url_list', i.image_urls ->> 'list', 'image_url_small', i.image_urls ->> 'small',
    'image_url_large', i.image_urls ->> 'large',
    'sample_image_urls', to_json(i.sample_image_urls), 'sample_video_url', i.sample_video_url,
    'review_count', i.review_count, 'review_average', i.review_average,
    'product_code', i.product_code, 'jan_code', i.jan_code, 'warnings', '[]'::json
  )::text
  from app.items as i
  left join app.makers as m on m.id = i.maker_id
  left join app.labels as l on l.id = i.label_id
  left join app.series as s on s.id = i.series_id
  where i.id > $1 and i.status = 'active'
  order by i.id limit $2`;

/**
 * Writes the active items of the database as Parquet with the columns of a processed catalogue, and returns its path.
 * A page at a time, so that neither memory nor a long statement grows with the catalogue.
 */
export async function writeStoredCatalogue(
  client: Client,
  duck: Duck,
  { folder, signal, onProgress }: { folder: string; signal: AbortSignal; onProgress: (rows: number) => void },
): Promise<string> {
  const lines = join(folder, 'items.jsonl');
  const file = join(folder, 'items.parquet');
  await pipeline(Readable.from(readLines(client, onProgress)), createWriteStream(lines), { signal });
  const columns = Object.entries(catalogueColumns).map(
    ([name, type]) => `${sqlIdentifier(name)}: ${sqlText(type)}`,
  );
  await interruptible(duck, signal, () =>
    duck.run(`
      copy (from read_json(${sqlText(lines)}, format = 'newline_delimited', columns = { ${columns.join(', ')} }))
      to ${sqlText(file)} (format parquet)`),
  );
  await rm(lines);
  return file;
}

async function* readLines(client: Client, onProgress: (rows: number) => void): AsyncGenerator<string> {
  for (let after = 0, done = 0; ; ) {
    const { rows } = await client.query<[number, string]>({
      text: rowsSql,
      values: [after, batchSize],
      rowMode: 'array',
    });
    if (rows.length === 0) return;
    yield rows.map(([, row]) => `${row}\n`).join('');
    after = rows.at(-1)![0];
    done += rows.length;
    onProgress(done);
  }
}
