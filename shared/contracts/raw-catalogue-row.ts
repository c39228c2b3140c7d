/**
 * One catalogue row as a source wrote it, before any cleaning: texts as they came, null where the source says nothing.
 * DMM items and rows of files both become this, and one normaliser reads it.
 */
export interface RawCatalogueRow {
  source: string;
  externalId: string | null;
  /** Part of the source that listed the row. */
  floor: string | null;
  title: string | null;
  maker: string | null;
  label: string | null;
  series: string | null;
  performers: string[];
  tags: string[];
  /** Unix seconds, ISO 8601 with or without a zone, `YYYY-MM-DD HH:MM:SS`, a date or a year. */
  releasedAt: string | null;
  /** Minutes, or HH:MM:SS. */
  duration: string | null;
  /** A number, also as `210~` (from 210 yen). */
  price: string | null;
  listPrice: string | null;
  pageUrl: string | null;
  affiliateUrl: string | null;
  imageUrls: { list: string | null; small: string | null; large: string | null };
  sampleImageUrls: string[];
  sampleVideoUrl: string | null;
  reviewCount: string | null;
  reviewAverage: string | null;
  productCode: string | null;
  janCode: string | null;
}
