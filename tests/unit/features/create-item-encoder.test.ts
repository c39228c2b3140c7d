import { describe, expect, test } from 'vitest';
import type { CatalogueItem } from '../../../shared/contracts/catalogue-item.ts';
import { contentLayout } from '../../../shared/features/content-layout.ts';
import { createItemEncoder } from '../../../shared/features/create-item-encoder.ts';
import { encoderVersion, type FeatureSpec } from '../../../shared/features/feature-spec.ts';

const spec: FeatureSpec = {
  encoderVersion,
  dim: 4,
  history: { likeLimit: 50, recentLimit: 5, nopeLimit: 50, halfLifePositions: 20 },
  vocabularies: {
    makers: ['a', 'b'],
    series: ['s'],
    performers: ['p', 'q', 'r'],
    tags: ['t', 'u', 'v', 'w'],
  },
  buckets: { releaseYear: [2010, 2020], durationMinutes: [60], priceYen: [500, 1000] },
};

const emptyItem: CatalogueItem = {
  externalId: 'x',
  title: '',
  maker: null,
  series: null,
  performers: [],
  tags: [],
  releasedAt: null,
  durationMinutes: null,
  priceYen: null,
};

function encode(item: Partial<CatalogueItem>): Record<number, number> {
  const { indices, values } = createItemEncoder(spec)({ ...emptyItem, ...item });
  return Object.fromEntries(Array.from(indices, (index, at) => [index, values[at]!]));
}

describe('contentLayout()', () => {
  test('lays the blocks one after the other', () => {
    // 1 constant | 2 makers | 1 series | 3 performers | 4 tags | 3 years | 2 durations | 3 prices
    expect(contentLayout(spec)).toEqual({
      constant: 0,
      makers: 1,
      series: 3,
      performers: 4,
      tags: 7,
      releaseYear: 11,
      durationMinutes: 14,
      priceYen: 16,
      width: 19,
    });
  });
});

describe('createItemEncoder()', () => {
  test('encodes an item of which nothing is known to the constant', () => {
    expect(encode({})).toEqual({ 0: 1 });
  });

  test('places one-hot names and scales lists by 1 / sqrt(n)', () => {
    // maker b: 1 + 1; series s: 3; performers p, r: 4 and 6 at 1/sqrt(2); tags t, u, v, w: 7..10 at 1/sqrt(4)
    const half = Math.fround(Math.SQRT1_2);
    expect(encode({ maker: 'b', series: 's', performers: ['r', 'p'], tags: ['w', 'v', 'u', 't'] })).toEqual({
      0: 1,
      2: 1,
      3: 1,
      4: half,
      6: half,
      7: 0.5,
      8: 0.5,
      9: 0.5,
      10: 0.5,
    });
  });

  test('ignores unknown names, which do not count for the scale, and repeated ones', () => {
    expect(encode({ maker: 'z', performers: ['p', 'nobody', 'p'] })).toEqual({ 0: 1, 4: 1 });
  });

  test.each([
    // A value falls in the first bucket whose bound is above it: 2010 is not below 2010.
    ['2009-12-31T23:59:59Z', 11],
    ['2010-01-01T00:00:00Z', 12],
    ['2020-06-01T00:00:00Z', 13],
  ])('puts a release at %s in bucket %i', (releasedAt, index) => {
    expect(encode({ releasedAt })).toEqual({ 0: 1, [index]: 1 });
  });

  test('puts numbers in the first bucket whose bound is above them, or past the last', () => {
    expect(encode({ durationMinutes: 59, priceYen: 500 })).toEqual({ 0: 1, 14: 1, 17: 1 });
    expect(encode({ durationMinutes: 60, priceYen: 1000 })).toEqual({ 0: 1, 15: 1, 18: 1 });
    expect(encode({ priceYen: 0 })).toEqual({ 0: 1, 16: 1 });
  });

  test('returns ascending indices', () => {
    const { indices } = createItemEncoder(spec)({ ...emptyItem, tags: ['w', 't'], maker: 'a', priceYen: 1 });
    expect(Array.from(indices)).toEqual([0, 1, 7, 10, 16]);
  });
});
