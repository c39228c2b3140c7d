import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StoreCatalogueOptions, storeCatalogue } from '../../../batch/store/store-catalogue.ts';
import { type StoreWorld, startStoreWorld } from './support.ts';

let world: StoreWorld;
beforeAll(async () => {
  world = await startStoreWorld();
}, 180_000);
afterAll(() => world?.stop());
beforeEach(() => world.clear());

type Row = Record<string, unknown>;

const store = async (rows: Row[], options: Partial<StoreCatalogueOptions> = {}) =>
  storeCatalogue(world.client, world.duck, {
    files: await world.catalogue(rows),
    source: 'shop',
    ...options,
  });

const alpha = {
  external_id: 'a1',
  title: 'Alpha',
  floors: ['discs', 'video'],
  maker: 'Maker One',
  label: 'Label One',
  series: 'Series One',
  performers: ['Person B', 'Person A'],
  tags: ['mint', 'plum'],
  released_at: '2024-02-03 04:05:06.5',
  duration_minutes: 90,
  price_yen: 500,
  list_price_yen: 980,
  page_url: 'https://shop.example/a1',
  affiliate_url: 'https://shop.example/a1?by=me',
  image_url_large: 'https://shop.example/a1.jpg',
  sample_image_urls: ['https://shop.example/a1-1.jpg', 'https://shop.example/"a1",\\2.jpg'],
  sample_video_url: 'https://shop.example/a1.mp4',
  review_count: 12,
  review_average: 4.25,
  product_code: 'ALP-001',
  jan_code: '4900000000017',
};
const beta = { external_id: 'b1', title: 'Beta', maker: 'Maker One', tags: ['plum'] };

const itemsSql = `
  select i.source, i.external_id, i.title, m.name, l.name, s.name, i.price_yen, i.status::text,
    array(select t.name from app.item_tags as x join app.tags as t on t.id = x.tag_id where x.item_id = i.id order by 1),
    array(select p.name from app.item_performers as x join app.performers as p on p.id = x.performer_id
      where x.item_id = i.id order by 1)
  from app.items as i left join app.makers as m on m.id = i.maker_id left join app.labels as l on l.id = i.label_id
  left join app.series as s on s.id = i.series_id order by i.external_id, i.source`;

/** Everything but ids and times: a broken off transaction uses ids up. */
async function everything(): Promise<unknown[][]> {
  return [
    ...(await world.rows(itemsSql)),
    ...(await world.rows(`
      select s.source, s.external_id, i.external_id, s.record::text, s.record_sha256, s.maker_product, s.missed_syncs
      from app.item_sources as s join app.items as i on i.id = s.item_id order by 1, 2`)),
    ...(await world.rows(`
      select 'name', name from (
        select name from app.makers union all select name from app.labels union all select name from app.series
        union all select name from app.tags union all select name from app.performers
      ) order by 2`)),
  ];
}

describe('storeCatalogue()', () => {
  it('writes every field of a record', async () => {
    expect(await store([alpha])).toEqual({ added: 1, changed: 0, unchanged: 0, merged: 0 });
    expect(await world.rows(itemsSql)).toEqual([
      [
        'shop',
        'a1',
        'Alpha',
        'Maker One',
        'Label One',
        'Series One',
        500,
        'active',
        ['mint', 'plum'],
        ['Person A', 'Person B'],
      ],
    ]);
    const fields = await world.rows(`
      select released_at at time zone 'utc' = '2024-02-03 04:05:06.5', duration_minutes, list_price_yen, page_url,
        affiliate_url, image_urls, sample_image_urls, sample_video_url, review_count, review_average, product_code,
        jan_code, is_discounted, has_sample_video
      from app.items`);
    expect(fields).toEqual([
      [
        true,
        90,
        980,
        'https://shop.example/a1',
        'https://shop.example/a1?by=me',
        { large: 'https://shop.example/a1.jpg' },
        alpha.sample_image_urls,
        'https://shop.example/a1.mp4',
        12,
        4.25,
        'ALP-001',
        '4900000000017',
        true,
        true,
      ],
    ]);
    expect(await world.rows('select record from app.item_sources')).toEqual([
      [
        expect.objectContaining({
          source: 'shop',
          externalId: 'a1',
          floors: ['discs', 'video'],
          performers: ['Person B', 'Person A'],
          releasedAt: '2024-02-03T04:05:06.500Z',
          imageUrls: { list: null, small: null, large: 'https://shop.example/a1.jpg' },
          janCode: '4900000000017',
        }),
      ],
    ]);
  });

  it('changes nothing the second time, and burns no ids', async () => {
    await store([alpha, beta]);
    const before = await everything();
    const stamps = await world.rows('select id, updated_at from app.items order by 1');
    expect(await store([alpha, beta])).toEqual({ added: 0, changed: 0, unchanged: 2, merged: 0 });
    expect(await everything()).toEqual(before);
    expect(await world.rows('select id, updated_at from app.items order by 1')).toEqual(stamps);
    await store([{ external_id: 'c1', maker: 'Maker Two' }]);
    // Two items, then one; one maker, then one: no gap.
    expect(await world.rows(`select id, maker_id from app.items where external_id = 'c1'`)).toEqual([
      ['3', '2'],
    ]);
  });

  it('gives ids in the order of the rows, over batches', async () => {
    const rows = ['z', 'y', 'x', 'w', 'v'].map((external_id, index) => ({
      external_id,
      maker: `M ${5 - index}`,
      tags: [`t ${5 - index}`, 'all'],
    }));
    await store(rows, { batchSize: 2 });
    expect(await world.rows('select id::int, external_id, maker_id::int from app.items order by 1')).toEqual([
      [1, 'z', 1],
      [2, 'y', 2],
      [3, 'x', 3],
      [4, 'w', 4],
      [5, 'v', 5],
    ]);
    expect(await world.rows('select name from app.tags order by id')).toEqual([
      ['t 5'],
      ['all'],
      ['t 4'],
      ['t 3'],
      ['t 2'],
      ['t 1'],
    ]);
  });

  it('tells the planner how large the catalogue is, and again when it has grown by more than a tenth', async () => {
    const known = () =>
      world.rows(`select reltuples::integer, (select reltuples::integer from pg_class where oid = 'app.item_tags'::regclass)
        from pg_class where oid = 'app.items'::regclass`);
    const rows = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => ({
        ...beta,
        external_id: `n${from + index}`,
        title: 'T',
      }));
    await store(rows(0, 600));
    // One tag each.
    expect(await known()).toEqual([[600, 600]]);
    // 110 are what 50 + 600 / 10 asks for.
    await store(rows(600, 709));
    expect(await known()).toEqual([[600, 600]]);
    await store(rows(709, 819));
    expect(await known()).toEqual([[819, 819]]);
  });

  it('follows what changed of one item and leaves the others alone', async () => {
    await store([alpha, beta]);
    await world.client.query(`update app.items set updated_at = '2020-01-01'`);
    const dearer = { ...beta, price_yen: 700, tags: ['mint'] };
    expect(await store([alpha, dearer])).toEqual({ added: 0, changed: 1, unchanged: 1, merged: 0 });
    const [a, b] = await world.rows(itemsSql);
    expect(a!.slice(1, 3)).toEqual(['a1', 'Alpha']);
    expect(b).toEqual(['shop', 'b1', 'Beta', 'Maker One', null, null, 700, 'active', ['mint'], []]);
    expect(
      await world.rows(`select external_id from app.items where updated_at > '2020-01-02' order by 1`),
    ).toEqual([['b1']]);
  });

  it('merges what two sources say of one JAN code, the better priority first', async () => {
    await world.client.query(`insert into app.sources (name, priority) values ('shop', 50), ('index', 20)`);
    await store([alpha, beta]);
    const [file] = await world.catalogue([
      {
        source: 'index',
        external_id: 'X-9',
        title: 'Alpha (complete)',
        jan_code: alpha.jan_code,
        tags: ['oak'],
      },
      { source: 'index', external_id: 'X-8', title: 'Other' },
    ]);
    const counts = await store([], { files: [file!], source: 'index' });
    expect(counts).toEqual({ added: 1, changed: 0, unchanged: 0, merged: 1 });
    const [, merged] = await world.rows(itemsSql);
    // Title and tags of index (priority 20), maker and price, which it does not say, of shop. The id stays.
    expect(merged!.slice(0, 4)).toEqual(['shop', 'a1', 'Alpha (complete)', 'Maker One']);
    expect(merged!.slice(6, 9)).toEqual([500, 'active', ['oak']]);
    expect(
      await world.rows(`
        select s.source, s.external_id, s.record ->> 'title' from app.item_sources as s
        join app.items as i on i.id = s.item_id where i.external_id = 'a1' order by 1`),
    ).toEqual([
      ['index', 'X-9', 'Alpha (complete)'],
      ['shop', 'a1', 'Alpha'],
    ]);
    // What shop says anew is merged with what index said.
    await store([{ ...alpha, price_yen: 450, title: 'Alpha new' }]);
    const [, again] = await world.rows(itemsSql);
    expect([again![2], again![6], again![8]]).toEqual(['Alpha (complete)', 450, ['oak']]);
  });

  it('merges by maker and product code unless JAN codes differ, and one record of a source an item', async () => {
    await store([alpha, { ...beta, product_code: 'BET-7' }]);
    const other = (row: Row) => ({ source: 'index', ...row });
    const files = await world.catalogue([
      other({ external_id: 'i1', maker: 'maker  ONE', product_code: 'bet-7' }),
      other({ external_id: 'i2', maker: 'Maker One', product_code: 'BET-7' }),
      other({ external_id: 'i3', maker: 'Maker One', product_code: 'ALP-001', jan_code: '4900000000024' }),
    ]);
    // i1 is b1; i2 would be too, but b1 has its record of index by then; i3 has another JAN code than a1.
    expect(await store([], { files, source: 'index' })).toEqual({
      added: 2,
      changed: 0,
      unchanged: 0,
      merged: 1,
    });
    expect(
      await world.rows(`
        select s.external_id, i.external_id from app.item_sources as s join app.items as i on i.id = s.item_id
        where s.source = 'index' order by 1`),
    ).toEqual([
      ['i1', 'b1'],
      ['i2', 'i2'],
      ['i3', 'i3'],
    ]);
  });

  it('leaves what an operator hid hidden', async () => {
    await store([alpha]);
    await world.client.query(`update app.items set status = 'hidden'`);
    await store([{ ...alpha, title: 'Alpha 2' }]);
    expect(await world.rows('select title, status::text, hidden_reasons::text from app.items')).toEqual([
      ['Alpha 2', 'hidden', '{operator}'],
    ]);
  });

  it('looks anew at items of the first release, of which no record is known', async () => {
    await world.client.query(`
      insert into app.sources (name) values ('shop') on conflict do nothing;
      insert into app.items (source, external_id, title) values ('shop', 'a1', 'Old'), ('shop', 'b1', 'Old B');
      insert into app.item_sources (source, external_id, item_id, record, record_sha256)
      select source, external_id, id, '{}', repeat('0', 64) from app.items where external_id = 'a1'`);
    // b1 has no row in item_sources: it is found by its own id.
    expect(await store([alpha, beta])).toEqual({ added: 0, changed: 2, unchanged: 0, merged: 0 });
    expect((await world.rows(itemsSql)).map((row) => row.slice(1, 3))).toEqual([
      ['a1', 'Alpha'],
      ['b1', 'Beta'],
    ]);
  });

  it('ends in the same state when it is broken off after any batch and run again', async () => {
    const rows = Array.from({ length: 9 }, (_, index) => ({
      ...beta,
      external_id: `n${index}`,
      maker: `M ${index % 3}`,
      tags: [`t ${index % 4}`],
    }));
    await store(rows, { batchSize: 2 });
    const undisturbed = await everything();
    for (const stopAfter of [2, 4, 8]) {
      await world.clear();
      const stop = (done: number) => {
        if (done === stopAfter) throw new Error('killed');
      };
      await expect(store(rows, { batchSize: 2, onProgress: stop })).rejects.toThrow('killed');
      const counts = await store(rows, { batchSize: 2 });
      expect(counts).toEqual({ added: 9 - stopAfter, changed: 0, unchanged: stopAfter, merged: 0 });
      expect(await everything()).toEqual(undisturbed);
    }
  });

  it('leaves a batch out as a whole when the database refuses a row of it', async () => {
    const rows = [{ external_id: 'ok' }, beta, { external_id: 'bad', review_average: 9 }];
    await expect(store(rows, { batchSize: 2 })).rejects.toThrow(/review_average/);
    expect(await world.rows('select external_id from app.items order by 1')).toEqual([['b1'], ['ok']]);
  });

  it('stops between batches when it is told to', async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error('enough'));
    const stopped = store([alpha, beta], { batchSize: 1, signal: controller.signal, onProgress });
    await expect(stopped).rejects.toThrow('enough');
    expect(await world.rows('select external_id from app.items')).toEqual([['a1']]);
  });
});
