import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseCatalogueRow } from '../../../../batch/process/catalogue/normalise-row.ts';
import { catalogueRecordSchema } from '../../../../shared/contracts/catalogue-record.ts';
import { oddText } from '../support/odd-text.ts';
import { rawRow } from '../support/raw-row.ts';

const tokyo = { timeZone: 'Asia/Tokyo' };
const warning = (field: string, reason: string) => ({ field, reason, fatal: false });

describe('normaliseCatalogueRow()', () => {
  it('cleans and types every field', () => {
    const { record, problems } = normaliseCatalogueRow(
      rawRow({
        floor: 'ｖｉｄｅｏａ',
        title: ' Ｔitle\u3000one ',
        maker: 'Maker Ａ',
        label: 'Label',
        series: '',
        performers: ['B', 'A', 'Ｂ'],
        tags: ['t2', 't1'],
        releasedAt: '2024-05-01 10:00:00',
        duration: '02:00:30',
        price: '210~',
        listPrice: '1,980',
        pageUrl: 'https://example.com/1',
        affiliateUrl: 'https://example.com/a',
        imageUrls: { list: 'https://example.com/l.jpg', small: null, large: '' },
        sampleImageUrls: [
          'https://example.com/2.jpg',
          'https://example.com/1.jpg',
          'https://example.com/2.jpg',
        ],
        sampleVideoUrl: 'http://example.com/v.mp4',
        reviewCount: '1,234',
        reviewAverage: '4.84',
        productCode: 'ＡＢ-12',
        janCode: '4912345678904',
      }),
      tokyo,
    );
    expect(problems).toEqual([]);
    expect(record).toEqual({
      source: 'shop',
      externalId: 'x1',
      floors: ['videoa'],
      title: 'Title one',
      maker: 'Maker A',
      label: 'Label',
      series: null,
      performers: ['A', 'B'],
      tags: ['t1', 't2'],
      // 10:00 in Japan is 01:00 UTC.
      releasedAt: '2024-05-01T01:00:00.000Z',
      // 120.5 minutes, halves rounded up.
      durationMinutes: 121,
      priceYen: 210,
      listPriceYen: 1980,
      pageUrl: 'https://example.com/1',
      affiliateUrl: 'https://example.com/a',
      imageUrls: { list: 'https://example.com/l.jpg', small: null, large: null },
      // In the order of the source: it is the order in which they are shown.
      sampleImageUrls: ['https://example.com/2.jpg', 'https://example.com/1.jpg'],
      sampleVideoUrl: 'http://example.com/v.mp4',
      reviewCount: 1234,
      reviewAverage: 4.84,
      productCode: 'AB-12',
      janCode: '4912345678904',
    });
  });

  it('finds no problem in a row that says nothing but its id, and takes that for the title', () => {
    const { record, problems } = normaliseCatalogueRow(rawRow(), tokyo);
    expect(problems).toEqual([]);
    expect(record.title).toBe('x1');
    expect(catalogueRecordSchema.parse(record)).toEqual(record);
  });

  it('leaves values out that cannot be read, and says so', () => {
    const long = 'x'.repeat(501);
    const { record, problems } = normaliseCatalogueRow(
      rawRow({
        floor: long,
        title: `${'t'.repeat(999)} \u{1f600}`,
        maker: long,
        tags: [long, 'kept', long],
        releasedAt: 'soon',
        duration: 'long',
        price: 'free',
        listPrice: '-1',
        pageUrl: 'page',
        affiliateUrl: 'ftp://example.com',
        imageUrls: { list: 'a', small: 'b', large: 'c' },
        sampleImageUrls: ['a', 'https://example.com/1.jpg', 'b'],
        sampleVideoUrl: 'v',
        reviewCount: 'x',
        reviewAverage: '6',
        productCode: long,
        janCode: '123',
      }),
      tokyo,
    );
    expect(problems).toEqual([
      warning('title', 'title_too_long'),
      warning('sample_image_urls', 'sample_image_urls_invalid'),
      warning('floors', 'floors_too_long'),
      warning('maker', 'maker_too_long'),
      warning('tags', 'tags_too_long'),
      warning('released_at', 'released_at_invalid'),
      warning('duration_minutes', 'duration_invalid'),
      warning('price_yen', 'price_invalid'),
      warning('list_price_yen', 'list_price_invalid'),
      warning('page_url', 'page_url_invalid'),
      warning('affiliate_url', 'affiliate_url_invalid'),
      warning('image_url_list', 'image_url_list_invalid'),
      warning('image_url_small', 'image_url_small_invalid'),
      warning('image_url_large', 'image_url_large_invalid'),
      warning('sample_video_url', 'sample_video_url_invalid'),
      warning('review_count', 'review_count_invalid'),
      warning('review_average', 'review_average_invalid'),
      warning('product_code', 'product_code_too_long'),
      warning('jan_code', 'jan_code_invalid'),
    ]);
    // 999 letters and a space; half a surrogate pair and the space are not kept.
    expect(record.title).toBe('t'.repeat(999));
    expect(record.tags).toEqual(['kept']);
    expect(record.sampleImageUrls).toEqual(['https://example.com/1.jpg']);
    expect(record.maker).toBeNull();
    expect(catalogueRecordSchema.parse(record)).toEqual(record);
  });

  it('takes a time that means unknown for missing', () => {
    const { record, problems } = normaliseCatalogueRow(rawRow({ releasedAt: '0' }), tokyo);
    expect([record.releasedAt, problems]).toEqual([null, []]);
  });

  it.each([
    [null, 'id_missing'],
    ['y'.repeat(201), 'id_too_long'],
    ['a\nb', 'id_invalid'],
  ])('refuses a row with the id %j, and keeps the rest to be looked at', (externalId, reason) => {
    const { record, problems } = normaliseCatalogueRow(
      rawRow({ externalId, title: 'Title', price: 'x' }),
      tokyo,
    );
    expect(problems).toEqual([
      { field: 'external_id', reason, fatal: true },
      warning('price_yen', 'price_invalid'),
    ]);
    expect([record.externalId, record.title]).toEqual([null, 'Title']);
  });

  it('makes a valid record of any texts, or refuses the row for its id', () => {
    const text = fc.option(oddText, { nil: null });
    const texts = fc.array(oddText, { maxLength: 5 });
    const rows = fc.record({
      source: fc.constant('shop'),
      externalId: text,
      floor: text,
      title: text,
      maker: text,
      label: text,
      series: text,
      performers: texts,
      tags: texts,
      releasedAt: text,
      duration: text,
      price: text,
      listPrice: text,
      pageUrl: text,
      affiliateUrl: text,
      imageUrls: fc.record({ list: text, small: text, large: text }),
      sampleImageUrls: texts,
      sampleVideoUrl: text,
      reviewCount: text,
      reviewAverage: text,
      productCode: text,
      janCode: text,
    });
    fc.assert(
      fc.property(rows, (row) => {
        const { record, problems } = normaliseCatalogueRow(row, tokyo);
        const refused = problems.some(({ fatal }) => fatal);
        expect(record.externalId === null).toBe(refused);
        if (!refused) expect(catalogueRecordSchema.parse(record)).toEqual(record);
      }),
      { numRuns: 2000, seed: 20261123 },
    );
  });
});
