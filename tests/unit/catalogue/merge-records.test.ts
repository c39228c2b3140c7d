import { describe, expect, it } from 'vitest';
import { mergeRecords } from '../../../shared/catalogue/merge-records.ts';
import type { CatalogueRecord } from '../../../shared/contracts/catalogue-record.ts';

function record(values: Partial<CatalogueRecord>): CatalogueRecord {
  return {
    source: 'a',
    externalId: 'x1',
    floors: [],
    title: values.externalId ?? 'x1',
    maker: null,
    label: null,
    series: null,
    performers: [],
    tags: [],
    releasedAt: null,
    durationMinutes: null,
    priceYen: null,
    listPriceYen: null,
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

describe('mergeRecords()', () => {
  it('takes each field from the lowest priority number that has it', () => {
    const { record: merged, provenance } = mergeRecords([
      {
        priority: 100,
        record: record({
          source: 'b',
          externalId: 'y1',
          title: 'B',
          maker: 'Maker B',
          durationMinutes: 90,
          tags: ['b'],
        }),
      },
      {
        priority: 10,
        record: record({ source: 'a', title: 'A', durationMinutes: null, tags: [], label: 'L' }),
      },
      { priority: 20, record: record({ source: 'c', externalId: 'z1', durationMinutes: 91 }) },
    ]);
    expect(merged).toEqual(
      record({ source: 'a', title: 'A', label: 'L', maker: 'Maker B', durationMinutes: 91, tags: ['b'] }),
    );
    expect(provenance).toEqual({
      source: 'a',
      externalId: 'a',
      title: 'a',
      label: 'a',
      maker: 'b',
      durationMinutes: 'c',
      tags: 'b',
    });
  });

  it('takes 0 for a value, and lists from one source as they are', () => {
    const { record: merged } = mergeRecords([
      { priority: 1, record: record({ source: 'a', priceYen: 0, performers: ['P'] }) },
      { priority: 2, record: record({ source: 'b', priceYen: 500, performers: ['Q', 'R'] }) },
    ]);
    expect([merged.priceYen, merged.performers]).toEqual([0, ['P']]);
  });

  it('keeps price and list price, count and average, and the images of one source together', () => {
    const { record: merged, provenance } = mergeRecords([
      {
        priority: 1,
        record: record({
          source: 'a',
          priceYen: 300,
          reviewCount: 2,
          imageUrls: { list: null, small: 'https://a.example/s', large: null },
        }),
      },
      {
        priority: 2,
        record: record({
          source: 'b',
          priceYen: 900,
          listPriceYen: 1000,
          reviewCount: 70,
          reviewAverage: 4.5,
          imageUrls: { list: 'https://b.example/l', small: null, large: null },
        }),
      },
    ]);
    // The list price of b beside the price of a would be a discount of 70 % that nobody gives.
    expect([merged.priceYen, merged.listPriceYen]).toEqual([300, null]);
    expect([merged.reviewCount, merged.reviewAverage]).toEqual([2, null]);
    expect(merged.imageUrls.list).toBeNull();
    expect(provenance.listPriceYen).toBeUndefined();
  });

  it('takes no title that is only an id', () => {
    const { record: merged, provenance } = mergeRecords([
      { priority: 1, record: record({ source: 'a', externalId: 'x1', title: 'x1' }) },
      { priority: 2, record: record({ source: 'b', externalId: 'y1', title: 'Title' }) },
    ]);
    expect([merged.title, merged.externalId, provenance.title]).toEqual(['Title', 'x1', 'b']);
  });

  it('keeps the id for a title where nobody has one', () => {
    const { record: merged, provenance } = mergeRecords([{ priority: 1, record: record({}) }]);
    expect([merged.title, provenance.title]).toEqual(['x1', undefined]);
  });

  it("unites the winner's floors and leaves those of others", () => {
    const { record: merged } = mergeRecords([
      { priority: 1, record: record({ source: 'a', externalId: 'x1', floors: ['second'] }) },
      { priority: 1, record: record({ source: 'a', externalId: 'x2', floors: ['first', 'second'] }) },
      { priority: 2, record: record({ source: 'b', externalId: 'y1', floors: ['third'] }) },
    ]);
    expect(merged.floors).toEqual(['first', 'second']);
  });

  it('depends on no order: between equal priorities names and then ids decide', () => {
    const records = [
      { priority: 5, record: record({ source: 'b', externalId: 'x1', title: 'B' }) },
      { priority: 5, record: record({ source: 'a', externalId: 'x2', title: 'A2' }) },
      { priority: 5, record: record({ source: 'a', externalId: 'x1', title: 'A1' }) },
    ];
    expect(mergeRecords(records)).toEqual(mergeRecords([...records].reverse()));
    expect(mergeRecords(records).record.title).toBe('A1');
  });

  it('throws without records', () => {
    expect(() => mergeRecords([])).toThrow(RangeError);
  });
});
