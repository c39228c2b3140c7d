import type { RawCatalogueRow } from '../contracts/raw-catalogue-row.ts';

/** A row of a source that says nothing, to be filled with what it does say. */
export function emptyRawRow(source: string): RawCatalogueRow {
  return {
    source,
    externalId: null,
    floor: null,
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
