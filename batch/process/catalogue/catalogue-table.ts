import type { CatalogueDraft, NormalisedRow } from './normalise-row.ts';

/** Where a row stands in its source. */
export interface RowPlace {
  file: string;
  /** From 1. */
  rowNumber: number;
}

/** Columns of a processed catalogue and their DuckDB types. */
export const catalogueColumns = {
  source: 'VARCHAR',
  file: 'VARCHAR',
  row_number: 'BIGINT',
  external_id: 'VARCHAR',
  floors: 'VARCHAR[]',
  title: 'VARCHAR',
  maker: 'VARCHAR',
  label: 'VARCHAR',
  series: 'VARCHAR',
  performers: 'VARCHAR[]',
  tags: 'VARCHAR[]',
  released_at: 'TIMESTAMP',
  duration_minutes: 'INTEGER',
  price_yen: 'INTEGER',
  list_price_yen: 'INTEGER',
  page_url: 'VARCHAR',
  affiliate_url: 'VARCHAR',
  image_url_list: 'VARCHAR',
  image_url_small: 'VARCHAR',
  image_url_large: 'VARCHAR',
  sample_image_urls: 'VARCHAR[]',
  sample_video_url: 'VARCHAR',
  review_count: 'INTEGER',
  review_average: 'DOUBLE',
  product_code: 'VARCHAR',
  jan_code: 'VARCHAR',
  problem_field: 'VARCHAR',
  problem_reason: 'VARCHAR',
  warnings: 'VARCHAR[]',
} as const;

/** One row of the table as JSON; the first fatal problem makes the row a refused one, the others are warnings. */
export function catalogueTableRow(
  { record, problems }: NormalisedRow,
  { file, rowNumber }: RowPlace,
): Record<keyof typeof catalogueColumns, unknown> {
  const refused = problems.find(({ fatal }) => fatal);
  const warnings = problems.filter(({ fatal }) => !fatal).map(({ reason }) => reason);
  return {
    source: record.source,
    file,
    row_number: rowNumber,
    ...recordColumns(record),
    problem_field: refused?.field ?? null,
    problem_reason: refused?.reason ?? null,
    warnings: [...new Set(warnings)].sort(),
  };
}

function recordColumns(record: CatalogueDraft) {
  return {
    external_id: record.externalId,
    floors: record.floors,
    title: record.title,
    maker: record.maker,
    label: record.label,
    series: record.series,
    performers: record.performers,
    tags: record.tags,
    // DuckDB's own form: a zone letter would be read by another parser.
    released_at: record.releasedAt?.replace('T', ' ').replace('Z', '') ?? null,
    duration_minutes: record.durationMinutes,
    price_yen: record.priceYen,
    list_price_yen: record.listPriceYen,
    page_url: record.pageUrl,
    affiliate_url: record.affiliateUrl,
    image_url_list: record.imageUrls.list,
    image_url_small: record.imageUrls.small,
    image_url_large: record.imageUrls.large,
    sample_image_urls: record.sampleImageUrls,
    sample_video_url: record.sampleVideoUrl,
    review_count: record.reviewCount,
    review_average: record.reviewAverage,
    product_code: record.productCode,
    jan_code: record.janCode,
  };
}
