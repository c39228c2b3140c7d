import { describe, expect, test } from 'vitest';
import { rankItems } from '../../../shared/ranking/rank-items.ts';

const candidate = (id: number, score: number, makerId: number | null) => ({ id, score, makerId });
const ids = (page: { id: number }[]) => page.map(({ id }) => id);

describe('rankItems()', () => {
  test('orders by score and breaks ties by id', () => {
    const candidates = [candidate(3, 1, 1), candidate(1, 2, 2), candidate(2, 1, 3), candidate(4, 3, 4)];
    expect(ids(rankItems(candidates, { limit: 4, makerShare: 0.5 }))).toEqual([4, 1, 2, 3]);
  });

  test('gives one maker no more than its share while others are left', () => {
    // 10 rows, share 0.2: 2 of one maker. Ids 1 to 9 are the best and all of maker 1; 10 to 17 have a maker each.
    // So 1 and 2, then the 8 others.
    const candidates = Array.from({ length: 17 }, (_, index) =>
      candidate(index + 1, 100 - index, index < 9 ? 1 : index + 100),
    );
    const page = rankItems(candidates, { limit: 10, makerShare: 0.2 });
    expect(ids(page)).toEqual([1, 2, 10, 11, 12, 13, 14, 15, 16, 17]);
  });

  test('raises the cap rather than shorten the page', () => {
    // 5 rows, share 0.2: cap 1. Makers 1 (ids 1 to 4) and 2 (ids 5 and 6). Cap 1 gives 1, 5; cap 2 gives 1, 2, 5, 6;
    // cap 3 gives 1, 2, 3, 5, 6: full.
    const makers = [1, 1, 1, 1, 2, 2];
    const candidates = makers.map((maker, index) => candidate(index + 1, 10 - index, maker));
    expect(ids(rankItems(candidates, { limit: 5, makerShare: 0.2 }))).toEqual([1, 2, 3, 5, 6]);
  });

  test('returns everything when there are fewer candidates than rows', () => {
    const candidates = [candidate(1, 1, 1), candidate(2, 2, 1), candidate(3, 3, 1)];
    expect(ids(rankItems(candidates, { limit: 20, makerShare: 0.05 }))).toEqual([3, 2, 1]);
    expect(rankItems([], { limit: 20, makerShare: 0.2 })).toEqual([]);
  });

  test('does not cap items without a maker', () => {
    const candidates = [
      candidate(1, 5, null),
      candidate(2, 4, null),
      candidate(3, 3, null),
      candidate(4, 2, 1),
    ];
    expect(ids(rankItems(candidates, { limit: 3, makerShare: 0.2 }))).toEqual([1, 2, 3]);
  });

  test.each([
    // limit * share, rounded up: 1 * 0.2 = 0.2, 7 * 0.2 = 1.4, 20 * 0.2 = 4, 100 * 0.07 = 7.000000000000001
    [1, 0.2, 1],
    [7, 0.2, 2],
    [20, 0.2, 4],
    [100, 0.07, 7],
  ])('on a page of %i a share of %f is %i rows', (limit, makerShare, cap) => {
    const ofOne = Array.from({ length: 100 }, (_, index) => candidate(index, 1000 - index, 1));
    const others = Array.from({ length: 100 }, (_, index) => candidate(1000 + index, 1, 1000 + index));
    const page = rankItems([...ofOne, ...others], { limit, makerShare });
    expect(page).toHaveLength(limit);
    expect(page.filter(({ makerId }) => makerId === 1)).toHaveLength(cap);
  });

  test('leaves its input as it was', () => {
    const candidates = [candidate(1, 1, 1), candidate(2, 2, 1)];
    rankItems(candidates, { limit: 2, makerShare: 1 });
    expect(ids(candidates)).toEqual([1, 2]);
  });

  test.each([
    [{ limit: 0, makerShare: 0.2 }, 'limit is 0'],
    [{ limit: 1.5, makerShare: 0.2 }, 'limit is 1.5'],
    [{ limit: 1, makerShare: 0 }, 'makerShare is 0'],
    [{ limit: 1, makerShare: Number.NaN }, 'makerShare is NaN'],
  ])('refuses %j', (options, message) => {
    expect(() => rankItems([], options)).toThrow(new RangeError(`Cannot rank: ${message}`));
  });
});
