import { describe, expect, it } from 'vitest';
import { rowFromItem } from '../../../batch/ingest/dmm/row-from-item.ts';

const options = { floor: 'videoa', affiliateId: 'shop-990' };

function row(item: unknown) {
  const read = rowFromItem(item, options);
  if ('problem' in read) throw new Error(`problem with ${read.problem.field}`);
  return read.row;
}

describe('rowFromItem()', () => {
  it('takes every field from where the API has it', () => {
    const item = {
      content_id: 'abc00001',
      product_id: 'abc00001dl',
      title: 'A title',
      volume: '120',
      review: { count: 3, average: '4.84' },
      URL: 'https://www.example.com/abc00001/',
      affiliateURL: 'https://al.example.com/?af_id={affiliate_id}&ch=api',
      imageURL: { list: 'https://p.example.com/t.jpg', small: 'https://p.example.com/s.jpg' },
      sampleImageURL: {
        sample_s: { image: ['https://p.example.com/1.jpg'] },
        sample_l: { image: ['https://p.example.com/l1.jpg', 'https://p.example.com/l2.jpg'] },
      },
      sampleMovieURL: {
        size_476_306: 'https://v.example.com/s',
        size_720_480: 'https://v.example.com/l',
        pc_flag: 1,
      },
      prices: { price: '210~', list_price: '300', deliveries: { delivery: [{ type: 'hd', price: '300' }] } },
      date: '2026-11-20 10:00:00',
      iteminfo: {
        genre: [
          { id: 1, name: 'Genre 1' },
          { id: 2, name: 'Genre 2' },
        ],
        series: [{ id: 3, name: 'Series 3' }],
        maker: [
          { id: 4, name: 'Maker 4' },
          { id: 5, name: 'Maker 5' },
        ],
        actress: [{ id: 6, name: 'Performer 6', ruby: 'yomi' }],
        label: [{ id: 7, name: 'Label 7' }],
      },
      jancode: '4900000000001',
      maker_product: 'ABC-001',
    };
    expect(row(item)).toEqual({
      source: 'dmm',
      externalId: 'abc00001',
      floor: 'videoa',
      title: 'A title',
      maker: 'Maker 4',
      label: 'Label 7',
      series: 'Series 3',
      performers: ['Performer 6'],
      tags: ['Genre 1', 'Genre 2'],
      // Japan time, which the API does not say.
      releasedAt: '2026-11-20T10:00:00+09:00',
      duration: '120',
      price: '210~',
      listPrice: '300',
      pageUrl: 'https://www.example.com/abc00001/',
      affiliateUrl: 'https://al.example.com/?af_id=shop-990&ch=api',
      imageUrls: { list: 'https://p.example.com/t.jpg', small: 'https://p.example.com/s.jpg', large: null },
      sampleImageUrls: ['https://p.example.com/l1.jpg', 'https://p.example.com/l2.jpg'],
      sampleVideoUrl: 'https://v.example.com/l',
      reviewCount: '3',
      reviewAverage: '4.84',
      productCode: 'ABC-001',
      janCode: '4900000000001',
    });
  });

  it('says null for what is missing, and never fails for it', () => {
    const empty = row({});
    expect(empty).toMatchObject({ externalId: null, title: null, price: null, performers: [], tags: [] });
    expect(
      row({ content_id: 'a', iteminfo: [], review: '', prices: null, sampleImageURL: {} }),
    ).toMatchObject({
      externalId: 'a',
      maker: null,
      sampleImageUrls: [],
    });
  });

  it('takes a list of one that came as the one, and small samples where there are no large ones', () => {
    const item = {
      iteminfo: { genre: { id: 1, name: 'Genre 1' } },
      sampleImageURL: { sample_s: { image: 'https://p.example.com/1.jpg' }, sample_l: { image: [] } },
    };
    expect(row(item)).toMatchObject({ tags: ['Genre 1'], sampleImageUrls: ['https://p.example.com/1.jpg'] });
  });

  it('leaves dates of another form to the one who cleans them', () => {
    expect(row({ date: '2026-11-20' }).releasedAt).toBe('2026-11-20');
    expect(row({ date: '0000-00-00 00:00:00' }).releasedAt).toBe('0000-00-00T00:00:00+09:00');
  });

  it.each([
    ['a text', 'item'],
    [null, 'item'],
    [[1], 'item'],
    [{ title: { ja: 'A' } }, 'title'],
    [{ prices: 'free' }, 'prices'],
    [{ iteminfo: { genre: [{ name: ['A'] }] } }, 'iteminfo.genre.0.name'],
  ])('says which field of %j cannot be read', (item, field) => {
    expect(rowFromItem(item, options)).toEqual({ problem: { field, reason: 'item_unreadable' } });
  });
});
