import { describe, expect, it } from 'vitest';
import {
  formatWall,
  instantOf,
  parseWall,
  wallSecondsOf,
} from '../../../batch/ingest/dmm/fetch/japan-time.ts';
import {
  halveSlice,
  type Slice,
  sliceName,
  sliceParameters,
  walkSlices,
} from '../../../batch/ingest/dmm/fetch/slices.ts';
import { createRandom } from '../../../batch/random/create-random.ts';

/** Walks over items at these seconds, counting what a slice holds, both ends inclusive. */
async function walk(
  root: Slice,
  { items, aim, bounds }: { items: number[]; aim: number; bounds: [number, number] },
) {
  const asked: Slice[] = [];
  const walker = walkSlices(root, {
    bounds: { from: bounds[0], to: bounds[1] },
    aim,
    async count(slice) {
      asked.push(slice);
      return items.filter((at) => at >= (slice.from ?? -Infinity) && at <= (slice.to ?? Infinity)).length;
    },
  });
  const leaves: { slice: Slice; total: number }[] = [];
  for await (const leaf of walker) leaves.push(leaf);
  return { leaves, asked };
}

describe('walkSlices()', () => {
  it('leaves a listing that is short enough as it is', async () => {
    const { leaves, asked } = await walk({ from: null, to: null }, { items: [1, 2], aim: 2, bounds: [0, 9] });
    expect(leaves).toEqual([{ slice: { from: null, to: null }, total: 2 }]);
    expect(asked).toHaveLength(1);
  });

  it('halves by time, oldest first, inclusive and without a gap, keeping open ends open', async () => {
    // 0..9 with 3 items: halves 0..4 (items 1, 2, 4) and 5..9; the first has 3 > 2: 0..2 (1, 2) and 3..4 (4).
    const { leaves, asked } = await walk(
      { from: null, to: null },
      { items: [1, 2, 4], aim: 2, bounds: [0, 9] },
    );
    expect(leaves).toEqual([
      { slice: { from: null, to: 2 }, total: 2 },
      { slice: { from: 3, to: 4 }, total: 1 },
      { slice: { from: 5, to: null }, total: 0 },
    ]);
    expect(asked).toHaveLength(5);
  });

  it('hands out a second that has more than enough: it cannot be halved', async () => {
    // 3..4 -> 3..3 with four items, 4..4 with none.
    const { leaves } = await walk({ from: 3, to: 4 }, { items: [3, 3, 3, 3], aim: 2, bounds: [3, 4] });
    expect(leaves).toEqual([
      { slice: { from: 3, to: 3 }, total: 4 },
      { slice: { from: 4, to: 4 }, total: 0 },
    ]);
  });

  it('covers each second once, whatever the items are', async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = createRandom(seed);
      const items = Array.from({ length: 200 }, () => Math.floor(random() ** 3 * 1000));
      const { leaves } = await walk({ from: 0, to: null }, { items, aim: 7, bounds: [0, 1000] });
      let next = 0;
      for (const { slice } of leaves) {
        expect(slice.from).toBe(next);
        next = (slice.to ?? 1000) + 1;
      }
      expect(next).toBe(1001);
      expect(leaves.reduce((sum, { total }) => sum + total, 0)).toBe(200);
    }
  });
});

describe('halveSlice()', () => {
  it('gives the earlier half the middle second', () => {
    const bounds = { from: 0, to: 100 };
    expect(halveSlice({ from: 10, to: 13 }, bounds)).toEqual([
      { from: 10, to: 11 },
      { from: 12, to: 13 },
    ]);
    expect(halveSlice({ from: 10, to: 10 }, bounds)).toBeNull();
    expect(halveSlice({ from: 100, to: null }, bounds)).toBeNull();
  });
});

describe('sliceParameters() and sliceName()', () => {
  // 2026-01-01T00:00:00Z is 1767225600.
  const newYear = 1_767_225_600;

  it('write wall clock time, open ends left out', () => {
    expect(sliceParameters({ from: newYear, to: newYear + 86_399 })).toEqual({
      gte_date: '2026-01-01T00:00:00',
      lte_date: '2026-01-01T23:59:59',
    });
    expect(sliceParameters({ from: null, to: null })).toEqual({});
    expect(sliceName({ from: null, to: newYear })).toBe('start_20260101T000000');
    expect(sliceName({ from: newYear, to: null })).toBe('20260101T000000_end');
  });
});

describe('japan time', () => {
  it('is nine hours ahead of UTC, all year', () => {
    // 15:00 UTC on the 31st is midnight in Japan.
    expect(formatWall(wallSecondsOf(new Date('2026-01-31T15:00:00Z')))).toBe('2026-02-01T00:00:00');
    expect(formatWall(wallSecondsOf(new Date('2026-07-31T15:00:00Z')))).toBe('2026-08-01T00:00:00');
    expect(instantOf(parseWall('2026-02-01 00:00:00')!)).toEqual(new Date('2026-01-31T15:00:00Z'));
  });

  it('knows no days that do not exist', () => {
    for (const text of ['2026-02-30 00:00:00', '0000-00-00 00:00:00', '2026-02-01', '', 'soon']) {
      expect(parseWall(text)).toBeNull();
    }
  });
});
