import type { RawCatalogueRow } from '../../../../shared/contracts/raw-catalogue-row.ts';

/** A row that says nothing but its id, with what a test says. */
export function rawRow(values: Partial<RawCatalogueRow> = {}): RawCatalogueRow {
  return {
    source: 'shop',
    externalId: 'x1',
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
    ...values,
  };
}
