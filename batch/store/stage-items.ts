import type { Client } from 'pg';
import type { CatalogueRecord } from '../../shared/contracts/catalogue-record.ts';
import { type CopyValue, copyRows } from '../io/copy-rows.ts';
import type { ChangedRecord } from './find-changed-records.ts';
import { textArray } from './text-array.ts';

const stageSql = `
  create temp table import_items (
    ordinal integer primary key, external_id text not null, item_id bigint, record jsonb not null,
    record_sha256 text not null, maker_product text, title text not null, maker text, label text, series text,
    released_at timestamptz, duration_minutes integer, price_yen integer, list_price_yen integer, page_url text,
    affiliate_url text, image_urls jsonb not null, sample_image_urls text[] not null, sample_video_url text,
    review_count integer, review_average real, product_code text, jan_code text
  ) on commit drop`;

const columns = [
  'ordinal external_id item_id record record_sha256 maker_product title maker label series released_at',
  'duration_minutes price_yen list_price_yen page_url affiliate_url image_urls sample_image_urls sample_video_url',
  'review_count review_average product_code jan_code',
].flatMap((line) => line.split(' '));

/** Leaves the temporary table import_items to the caller's transaction: what was read, and what the items should say. */
export async function stageItems(
  client: Client,
  changed: readonly ChangedRecord[],
  merged: readonly CatalogueRecord[],
): Promise<void> {
  await client.query(stageSql);
  const rows = changed.map(({ record, itemId, json, sha256, makerProduct }, ordinal): CopyValue[] => [
    ordinal,
    record.externalId,
    itemId,
    json,
    sha256,
    makerProduct,
    ...itemValues(merged[ordinal]!),
  ]);
  await copyRows(client, { table: 'import_items', columns }, rows);
  await client.query('analyze import_items');
}

function itemValues(item: CatalogueRecord): CopyValue[] {
  // What is not known of the pictures is left out: the column says {} where there is none.
  const images = Object.fromEntries(Object.entries(item.imageUrls).filter(([, url]) => url !== null));
  return [
    item.title,
    item.maker,
    item.label,
    item.series,
    item.releasedAt,
    item.durationMinutes,
    item.priceYen,
    item.listPriceYen,
    item.pageUrl,
    item.affiliateUrl,
    JSON.stringify(images),
    textArray(item.sampleImageUrls),
    item.sampleVideoUrl,
    item.reviewCount,
    item.reviewAverage,
    item.productCode,
    item.janCode,
  ];
}
