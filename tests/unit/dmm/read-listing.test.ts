import { describe, expect, it } from 'vitest';
import { readListing } from '../../../batch/ingest/dmm/fetch/read-listing.ts';

/** Reads a listing two entries a page; `script[n]` is what the n-th request sees of the whole listing. */
async function read(script: string[][], { passes = 2, total }: { passes?: number; total?: number } = {}) {
  const asked: string[] = [];
  const result = await readListing({
    ...{ name: 'test', hits: 2, firstPass: 1, passes },
    async page({ pass, page, offset }) {
      const listing = script[Math.min(asked.length, script.length - 1)]!;
      asked.push(`${pass}/${page}`);
      return { total: total ?? listing.length, ids: listing.slice(offset - 1, offset + 1) };
    },
  });
  return { ...result, asked };
}

describe('readListing()', () => {
  it('reads to the last page', async () => {
    expect(await read([['a', 'b', 'c', 'd', 'e']])).toEqual({
      pages: [3],
      entries: 5,
      asked: ['1/1', '1/2', '1/3'],
    });
  });

  it('asks once for an empty listing', async () => {
    expect(await read([[]])).toEqual({ pages: [1], entries: 0, asked: ['1/1'] });
  });

  it('reads again when an entry went and drew another over a border that was read', async () => {
    // a, b were read; then a goes: c is on page 1 now and would never be seen.
    const script = [
      ['a', 'b', 'c', 'd'],
      ['b', 'c', 'd'],
    ];
    const { pages, entries, asked } = await read(script);
    expect([pages, entries]).toEqual([[2, 2], 3]);
    expect(asked).toEqual(['1/1', '1/2', '2/1', '2/2']);
  });

  it('reads again when an entry came in front of what was read', async () => {
    // Page 1: b, c. Then a comes: page 2 is c, d and a was not seen: 3 of 4.
    const script = [
      ['b', 'c', 'd'],
      ['a', 'b', 'c', 'd'],
    ];
    expect(await read(script)).toMatchObject({ pages: [2, 2], entries: 4 });
  });

  it('goes on to entries that came at the end meanwhile', async () => {
    const script = [
      ['a', 'b'],
      ['a', 'b', 'c', 'd'],
    ];
    // After page 1 the total was 2: nothing more was to be read, which was right at that moment.
    expect(await read(script)).toMatchObject({ pages: [1], entries: 2 });
    const longer = [
      ['a', 'b', 'c'],
      ['a', 'b', 'c', 'd', 'e'],
    ];
    expect(await read(longer)).toMatchObject({ pages: [3], entries: 5 });
  });

  it('counts what one page lists twice as it is counted by the source', async () => {
    expect(await read([['a', 'a', 'b']])).toMatchObject({ pages: [2], entries: 3 });
  });

  it('says that a listing is incomplete when no reading fits', async () => {
    const failed = read([['a', 'b', 'c']], { total: 4, passes: 3 });
    await expect(failed).rejects.toMatchObject({
      code: 'SOURCE_INCOMPLETE',
      details: { total: 4, found: 3, readings: 3 },
    });
  });
});
