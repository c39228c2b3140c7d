import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFolder } from '../../../batch/ingest/read-folder.ts';
import { tinyDataSet } from '../../fixtures/tiny-data-set.ts';
import { writeDataSet } from '../../fixtures/write-data-set.ts';

const header = 'user_id:token item_id:token rating:float timestamp:float';

async function readItem(columns: string, row: string) {
  const folder = await writeDataSet({
    'x.item': [`item_id:token ${columns}`, `a ${row}`],
    'x.inter': [header, 'p a 5 1'],
  });
  return (await readFolder(folder)).items[0]!;
}

describe('readFolder()', () => {
  it('reads items in the order of the file and accounts for every row', async () => {
    const data = await readFolder(await writeDataSet(tinyDataSet));
    expect(data.name).toBe('tiny');
    expect(data.items.map((item) => item.externalId)).toEqual(['a', 'b', 'c']);
    expect(data.counts).toEqual({ read: 7, likes: 3, nopes: 2, ignored: 1, superseded: 1 });
    expect([...data.decisions.people.keys()]).toEqual(['ann', 'bob']);
  });

  it('keeps the later of two decisions, and of two at one time the one further down', async () => {
    const rows = ['p a 5 10', 'p a 1 9', 'p b 5 7', 'p b 1 7', 'p b 3 8'];
    const { decisions, counts } = await readFolder(await writeDataSet({ 'x.inter': [header, ...rows] }));
    // a: the like of 10 beats the nope of 9. b: the second of the two at 7; the neutral 3 decides nothing.
    expect([...decisions.isLike]).toEqual([1, 0]);
    expect([...decisions.decidedAt]).toEqual([10, 7]);
    expect(counts).toEqual({ read: 5, likes: 1, nopes: 1, ignored: 1, superseded: 2 });
  });

  it('counts likes and nopes at the limits, 4 and 2', async () => {
    const rows = ['4', '3.9', '2.1', '2'].map((rating, n) => `p i${n} ${rating} 1`);
    const { counts } = await readFolder(await writeDataSet({ 'x.inter': [header, ...rows] }));
    expect(counts).toEqual({ read: 4, likes: 1, nopes: 1, ignored: 2, superseded: 0 });
  });

  it('reads a label column as 1 like, 0 nope', async () => {
    const rows = ['user_id:token item_id:token label:float timestamp:float', 'p a 1 1', 'p b 0 1'];
    const { decisions } = await readFolder(await writeDataSet({ 'x.inter': rows }));
    expect([...decisions.isLike]).toEqual([1, 0]);
  });

  it('takes columns in any order, and ones it does not know', async () => {
    const rows = [
      'timestamp:float extra:float_seq item_id:token rating:float note:token user_id:token',
      '5 0.5 a 4 x p',
    ];
    const { decisions, items } = await readFolder(await writeDataSet({ 'x.inter': rows }));
    expect([items[0]!.externalId, decisions.decidedAt[0]]).toEqual(['a', 5]);
  });

  it('takes CRLF, a byte order mark and empty lines at the end', async () => {
    const folder = await writeDataSet({});
    const text = `\uFEFF${header.replaceAll(' ', '\t')}\r\np\ta\t5\t1\r\n\r\n\n`;
    await writeFile(path.join(folder, 'x.inter'), text);
    expect((await readFolder(folder)).counts).toMatchObject({ read: 1, likes: 1 });
  });

  it('takes a last line without an end', async () => {
    const folder = await writeDataSet({});
    await writeFile(path.join(folder, 'x.inter'), `${header.replaceAll(' ', '\t')}\np\ta\t5\t1`);
    expect((await readFolder(folder)).counts.read).toBe(1);
  });

  it('reads characters and lines that lie across the pieces of a file', async () => {
    // 200,000 rows of 25 bytes or more are 5 MB: about 20 pieces, cut anywhere, also within the three bytes of 日.
    const rows = Array.from({ length: 200_000 }, (_, n) => `日本${n % 500} i${n % 97} 5 ${n}`);
    const folder = await writeDataSet({ 'x.inter': [header, ...rows] });
    let last = [0, 0];
    const data = await readFolder(folder, {
      onProgress: (done, total) => {
        last = [done, total];
      },
    });
    expect(data.counts.read).toBe(200_000);
    expect(data.decisions.people.size).toBe(500);
    expect(data.items.length).toBe(97);
    // 500 and 97 have no common divisor: all 48,500 pairs appear.
    expect(data.counts.likes).toBe(48_500);
    expect(last[0]).toBe(last[1]);
  });

  it.each([
    ['title:token_seq', 'T', { title: 'T' }],
    ['movie_title:token_seq', 'T', { title: 'T' }],
    ['name:token', 'T', { title: 'T' }],
    ['title:token', '', { title: 'a' }],
    ['studio:token', 'S', { maker: 'S' }],
    ['actors:token_seq', 'P', { performers: ['P'] }],
    ['cast:token', 'P', { performers: ['P'] }],
    ['genres:token_seq', 'G', { tags: ['G'] }],
    ['class:token_seq', 'G', { tags: ['G'] }],
    ['categories:token_seq', '', { tags: [] }],
    ['release_year:token', '1995', { releasedAt: '1995-01-01T00:00:00.000Z' }],
    ['release_year:float', '1995.0', { releasedAt: '1995-01-01T00:00:00.000Z' }],
    ['release_year:token', 'unknown', { releasedAt: null }],
    ['release_year:token', '', { releasedAt: null }],
    ['release_year:token', '19', { releasedAt: null }],
    ['released:float', '-1.5', { releasedAt: '1969-12-31T23:59:58.500Z' }],
    ['released:float', '', { releasedAt: null }],
    ['duration:float', '89.6', { durationMinutes: 90 }],
    ['price:float', '1e3', { priceYen: 1000 }],
    ['price:float', '', { priceYen: null }],
  ])('maps %s of "%s"', async (column, cell, expected) => {
    expect(await readItem(column, cell)).toMatchObject({ externalId: 'a', ...expected });
  });

  it('splits a token_seq at spaces and names each word once, sorted', async () => {
    const folder = await writeDataSet({ 'x.inter': [header, 'p a 5 1'] });
    await writeFile(path.join(folder, 'x.item'), 'item_id:token\ttags:token_seq\na\tred blue  red\n');
    expect((await readFolder(folder)).items[0]!.tags).toEqual(['blue', 'red']);
  });

  it.each(['0x10', 'NaN', 'Infinity', '1e999', '1_000', '１', '+'])(
    'takes %s for no number',
    async (rating) => {
      const folder = await writeDataSet({ 'x.inter': [header, `p a ${rating} 1`] });
      await expect(readFolder(folder)).rejects.toMatchObject({ code: 'INVALID_DATA' });
    },
  );
});
