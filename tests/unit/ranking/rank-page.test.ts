import { describe, expect, it, test } from 'vitest';
import { type PageCandidate, type RankPageOptions, rankPage } from '../../../shared/ranking/rank-page.ts';

const candidate = (id: number, score: number, about: Partial<PageCandidate> = {}): PageCandidate => ({
  ...{ id, score, makerId: null, series: null, performers: [], tags: [] },
  ...about,
});
const free = { maker: 1, series: 1, performer: 1 };
const idsOf = (candidates: PageCandidate[], options: Partial<RankPageOptions> & { limit: number }) =>
  rankPage(candidates, { nopes: [], ...options }).map(({ item }) => item.id);

describe('rankPage() by score', () => {
  it('orders by score and breaks ties by id', () => {
    const candidates = [candidate(3, 1), candidate(1, 2), candidate(2, 1), candidate(4, 3)];
    expect(idsOf(candidates, { limit: 4 })).toEqual([4, 1, 2, 3]);
    expect(candidates.map(({ id }) => id)).toEqual([3, 1, 2, 4]);
  });

  it('lowers what is like a recent nope and returns the lowered score', () => {
    // 5 - 2.5 = 2.5, below 3.
    const page = rankPage([candidate(1, 5, { makerId: 1 }), candidate(2, 3, { makerId: 2 })], {
      limit: 2,
      nopes: [{ makerId: 1, tags: [], age: 0 }],
    });
    expect(page).toMatchObject([
      { item: { id: 2, score: 3 }, propensity: 1, explored: false },
      { item: { id: 1, score: 2.5 }, propensity: 1, explored: false },
    ]);
  });

  it('returns everything when there are fewer candidates than rows', () => {
    const candidates = [1, 2, 3].map((id) => candidate(id, id, { makerId: 1 }));
    expect(idsOf(candidates, { limit: 20 })).toEqual([3, 2, 1]);
    expect(idsOf([], { limit: 20 })).toEqual([]);
  });
});

describe('rankPage() with caps', () => {
  it.each([
    ['maker', { makerId: 7 }],
    ['series', { series: 'North' }],
    ['performer', { performers: ['Ann Lake', 'Bo Hill'] }],
  ])('gives one %s a fifth of the page while others are left', (_, about) => {
    // 10 rows: 2 of the best nine, which are alike, then the eight others.
    const candidates = Array.from({ length: 17 }, (_, at) =>
      candidate(at + 1, 100 - at, at < 9 ? about : { makerId: 100 + at }),
    );
    expect(idsOf(candidates, { limit: 10 })).toEqual([1, 2, 10, 11, 12, 13, 14, 15, 16, 17]);
  });

  it('raises the caps rather than shorten the page; what they held back comes last', () => {
    // 5 rows: one a maker. Makers 1 (ids 1 to 4) and 2 (ids 5 and 6): 1 and 5; at two each 2 and 6; at three 3.
    const makers = [1, 1, 1, 1, 2, 2];
    const candidates = makers.map((makerId, at) => candidate(at + 1, 10 - at, { makerId }));
    expect(idsOf(candidates, { limit: 5 })).toEqual([1, 5, 2, 6, 3]);
  });

  it('does not cap what is not known', () => {
    const candidates = [candidate(1, 5), candidate(2, 4), candidate(3, 3), candidate(4, 2, { makerId: 1 })];
    expect(idsOf(candidates, { limit: 3 })).toEqual([1, 2, 3]);
  });

  test.each([
    // limit * share, rounded up: 1 * 0.2 = 0.2, 7 * 0.2 = 1.4, 20 * 0.2 = 4, 100 * 0.07 = 7.000000000000001
    [1, 0.2, 1],
    [7, 0.2, 2],
    [20, 0.2, 4],
    [100, 0.07, 7],
  ])('on a page of %i a share of %f is %i rows', (limit, maker, cap) => {
    const ofOne = Array.from({ length: 100 }, (_, at) => candidate(at, 1000 - at, { makerId: 1 }));
    const others = Array.from({ length: 100 }, (_, at) => candidate(1000 + at, 1, { makerId: 1000 + at }));
    const page = rankPage([...ofOne, ...others], { limit, nopes: [], shares: { ...free, maker } });
    expect(page).toHaveLength(limit);
    expect(page.filter(({ item }) => item.makerId === 1)).toHaveLength(cap);
  });
});

describe('rankPage() with diversity', () => {
  const candidates = [
    candidate(1, 10, { tags: ['a', 'b'] }),
    candidate(2, 9, { tags: ['a', 'b'] }),
    candidate(3, 6, { tags: ['a', 'c'] }),
    candidate(4, 0, { tags: ['d'] }),
  ];

  it('takes what is unlike the page so far, at its weight', () => {
    // Scores on [0, 1]: 1, .9, .6, 0. After 1 overlaps are 1, 1/3, 0: at .5 worth .45 - .5, .3 - .167, 0: 3. Then 2 has
    // still 1 and 4 has 0: -.05 against 0.
    expect(idsOf(candidates, { limit: 4, diversity: 0.5 })).toEqual([1, 3, 4, 2]);
    // At .2 worth .72 - .2 = .52, .48 - .067 = .413, 0: 2. Then 3: the larger of 1/3 and 1/3.
    expect(idsOf(candidates, { limit: 4, diversity: 0.2 })).toEqual([1, 2, 3, 4]);
  });

  it('looks at nothing but tags at 1, and at the score where those are equal', () => {
    expect(idsOf(candidates, { limit: 2, diversity: 1 })).toEqual([1, 4]);
    const alike = [candidate(5, 1, { tags: ['a'] }), candidate(6, 2, { tags: ['a'] })];
    expect(idsOf(alike, { limit: 2, diversity: 1 })).toEqual([6, 5]);
  });
});

describe('rankPage() with exploration', () => {
  const candidates = [1, 2, 3, 4].map((id) => candidate(id, -id));
  const scripted = (draws: number[]) => () => draws.shift() ?? Number.NaN;

  it('draws a row uniformly with its probability, and says how likely what stands there was', () => {
    // Row 0: .2 < .4, and .99 * 4 draws the last, which had .4 / 4. Row 1: .5 does not draw: 1 - .4 + .4 / 3.
    // Row 2: .1 draws of 2 and 3, .4 * 2 the first, which would have come anyway: 1 - .4 + .4 / 2.
    const random = scripted([0.2, 0.99, 0.5, 0.1, 0.4]);
    const page = rankPage(candidates, { limit: 3, nopes: [], exploration: 0.4, random });
    expect(page.map(({ item, explored }) => [item.id, explored])).toEqual([
      [4, true],
      [1, false],
      [2, false],
    ]);
    expect(page.map(({ propensity }) => propensity)).toEqual(
      [0.1, 1 - 0.4 + 0.4 / 3, 1 - 0.4 + 0.4 / 2].map((value) => expect.closeTo(value, 12)),
    );
  });

  it('is certain of the last one left', () => {
    const page = rankPage([candidate(1, 1)], { limit: 1, nopes: [], exploration: 0.5, random: () => 0 });
    expect(page).toMatchObject([{ propensity: 1, explored: false }]);
  });
});

test.each([
  [{ limit: 0 }, 'limit is 0'],
  [{ limit: 1.5 }, 'limit is 1.5'],
  [{ limit: 1, shares: { ...free, maker: 0 } }, 'the share of a maker is 0'],
  [{ limit: 1, shares: { ...free, series: Number.NaN } }, 'the share of a series is NaN'],
  [{ limit: 1, diversity: 1.1 }, 'diversity is 1.1'],
  [{ limit: 1, exploration: 0.6 }, 'exploration is 0.6'],
  [{ limit: 1, exploration: 0.1 }, 'exploration needs random numbers'],
])('rankPage() refuses %j', (options, message) => {
  expect(() => idsOf([], options)).toThrow(new RangeError(`Cannot rank: ${message}`));
});
