import { cleanText } from '../../../shared/catalogue/clean-text.ts';
import type { CatalogueRecord } from '../../../shared/contracts/catalogue-record.ts';
import type { RawCatalogueRow } from '../../../shared/contracts/raw-catalogue-row.ts';
import { cleanNames } from './clean-names.ts';
import { cutText } from './cut-text.ts';
import { parseDuration } from './parse-duration.ts';
import { parseExternalId } from './parse-external-id.ts';
import { parseJanCode } from './parse-jan-code.ts';
import { parsePrice } from './parse-price.ts';
import { parseReleaseTime } from './parse-release-time.ts';
import { parseReviewAverage } from './parse-review-average.ts';
import { parseWebUrl } from './parse-web-url.ts';
import { parseWholeNumber } from './parse-whole-number.ts';

const maxTitle = 1000;
const maxName = 500;
const maxSampleImages = 1000;

export interface RowProblem {
  /** Column of a processed catalogue. */
  field: string;
  /** Stable, such as price_invalid. */
  reason: string;
  /** The row cannot be used. Otherwise the value alone was left out or cut. */
  fatal: boolean;
}

/** A cleaned record. Its id is null exactly where a problem is fatal. */
export type CatalogueDraft = Omit<CatalogueRecord, 'externalId'> & { externalId: string | null };

export interface NormalisedRow {
  record: CatalogueDraft;
  /** At most one of a field and reason. */
  problems: RowProblem[];
}

/**
 * Cleans and types one row. What is missing is no problem; a value that is there and cannot be read becomes null with
 * a problem that is not fatal. A row without a title gets its id for one. Times without a zone are read in `timeZone`.
 */
export function normaliseCatalogueRow(
  row: RawCatalogueRow,
  { timeZone }: { timeZone: string },
): NormalisedRow {
  const problems: RowProblem[] = [];
  const warn = (field: string, reason: string) => {
    if (!problems.some((known) => known.reason === reason)) problems.push({ field, reason, fatal: false });
  };
  const { read, name, names } = createReaders(warn);
  const url = (field: string, text: string | null) => read(field, text, parseWebUrl);

  const id = parseExternalId(row.externalId);
  const externalId = 'id' in id ? id.id : null;
  if ('reason' in id) problems.push({ field: 'external_id', reason: id.reason, fatal: true });
  const title = cleanText(row.title ?? '');
  if (title.length > maxTitle) warn('title', 'title_too_long');
  const sampleImageUrls = row.sampleImageUrls.flatMap((text) => url('sample_image_urls', text) ?? []);
  if (sampleImageUrls.length > maxSampleImages) warn('sample_image_urls', 'sample_image_urls_too_many');

  const record: CatalogueDraft = {
    source: row.source,
    externalId,
    floors: names('floors', row.floor === null ? [] : [row.floor]),
    title: cutText(title, maxTitle) || (externalId ?? ''),
    maker: name('maker', row.maker),
    label: name('label', row.label),
    series: name('series', row.series),
    performers: names('performers', row.performers),
    tags: names('tags', row.tags),
    releasedAt:
      read('released_at', row.releasedAt, (text) => parseReleaseTime(text, { timeZone }))?.at ?? null,
    durationMinutes: read('duration_minutes', row.duration, parseDuration, 'duration_invalid'),
    priceYen: read('price_yen', row.price, parsePrice, 'price_invalid'),
    listPriceYen: read('list_price_yen', row.listPrice, parsePrice, 'list_price_invalid'),
    pageUrl: url('page_url', row.pageUrl),
    affiliateUrl: url('affiliate_url', row.affiliateUrl),
    imageUrls: {
      list: url('image_url_list', row.imageUrls.list),
      small: url('image_url_small', row.imageUrls.small),
      large: url('image_url_large', row.imageUrls.large),
    },
    sampleImageUrls: [...new Set(sampleImageUrls)].slice(0, maxSampleImages),
    sampleVideoUrl: url('sample_video_url', row.sampleVideoUrl),
    reviewCount: read('review_count', row.reviewCount, parseWholeNumber),
    reviewAverage: read('review_average', row.reviewAverage, parseReviewAverage),
    productCode: name('product_code', row.productCode),
    janCode: read('jan_code', row.janCode, parseJanCode),
  };
  return { record, problems };
}

function createReaders(warn: (field: string, reason: string) => void) {
  return {
    read<T>(
      field: string,
      text: string | null,
      parse: (text: string) => T | null,
      reason = `${field}_invalid`,
    ): T | null {
      if (text === null || cleanText(text) === '') return null;
      const value = parse(text);
      if (value === null) warn(field, reason);
      return value;
    },
    name(field: string, text: string | null): string | null {
      const cleaned = cleanText(text ?? '');
      if (cleaned.length > maxName) warn(field, `${field}_too_long`);
      return cleaned === '' || cleaned.length > maxName ? null : cleaned;
    },
    names(field: string, texts: string[]): string[] {
      const { names, tooLong, tooMany } = cleanNames(texts);
      if (tooLong) warn(field, `${field}_too_long`);
      if (tooMany) warn(field, `${field}_too_many`);
      return names;
    },
  };
}
