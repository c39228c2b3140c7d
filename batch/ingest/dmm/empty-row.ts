import type { RawCatalogueRow } from '../../../shared/contracts/raw-catalogue-row.ts';

/** What is known of an item that cannot be read. */
export function emptyRow(floor: string): RawCatalogueRow {
  return {
    source: 'dmm',
    externalId: null,
    floor,
    title: null,
    maker: null,
    label: null,
    series: null,
    performers: [],
    tags: [],
    releasedAt: null,
    duration: null,
    price: null,
    listPrice: null,
    pageUrl: null,
    affiliateUrl: null,
    imageUrls: { list: null, small: null, large: null },
    sampleImageUrls: [],
    sampleVideoUrl: null,
    reviewCount: null,
    reviewAverage: null,
    productCode: null,
    janCode: null,
  };
}
