import type { Json } from '@duckdb/node-api';
import type { CatalogueRecord } from '../../shared/contracts/catalogue-record.ts';
import type { Duck } from '../io/duckdb/open-duckdb.ts';
import { sqlText } from '../io/duckdb/sql-text.ts';

const columns = [
  'external_id',
  'floors',
  'title',
  'maker',
  'label',
  'series',
  'performers',
  'tags',
  "strftime(released_at, '%Y-%m-%dT%H:%M:%S.%gZ')",
  'duration_minutes',
  'price_yen',
  'list_price_yen',
  'page_url',
  'affiliate_url',
  'image_url_list',
  'image_url_small',
  'image_url_large',
  'sample_image_urls',
  'sample_video_url',
  'review_count',
  'review_average',
  'product_code',
  'jan_code',
];

export interface CatalogueBatchOptions {
  source: string;
  batchSize: number;
}

/** Records of one source in the order of their files, at most `batchSize` at a time. */
export async function* readCatalogueBatches(
  duck: Duck,
  files: readonly string[],
  { source, batchSize }: CatalogueBatchOptions,
): AsyncGenerator<CatalogueRecord[]> {
  const sql = `
    select ${columns.join(', ')} from read_parquet([${files.map(sqlText).join(', ')}])
    where source = ${sqlText(source)} order by file, row_number`;
  let batch: CatalogueRecord[] = [];
  for await (const rows of duck.stream(sql)) {
    for (const row of rows) {
      batch.push(recordOf(row, source));
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** In the order of `columns`, with keys always in the same order, so that equal records are equal as JSON. */
function recordOf(row: Json[], source: string): CatalogueRecord {
  const text = (index: number) => row[index] as string | null;
  const texts = (index: number) => (row[index] as string[] | null) ?? [];
  const number = (index: number) => row[index] as number | null;
  return {
    source,
    externalId: row[0] as string,
    floors: texts(1),
    title: row[2] as string,
    maker: text(3),
    label: text(4),
    series: text(5),
    performers: texts(6),
    tags: texts(7),
    releasedAt: text(8),
    durationMinutes: number(9),
    priceYen: number(10),
    listPriceYen: number(11),
    pageUrl: text(12),
    affiliateUrl: text(13),
    imageUrls: { list: text(14), small: text(15), large: text(16) },
    sampleImageUrls: texts(17),
    sampleVideoUrl: text(18),
    reviewCount: number(19),
    reviewAverage: number(20),
    productCode: text(21),
    janCode: text(22),
  };
}
