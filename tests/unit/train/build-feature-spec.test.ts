import { describe, expect, it } from 'vitest';
import { buildFeatureSpec } from '../../../batch/train/build-feature-spec.ts';
import { encoderVersion, featureSpecSchema } from '../../../shared/features/feature-spec.ts';
import { makeItem } from './support/make-training-set.ts';
import { tinyConfig } from './support/tiny-config.ts';

const items = [
  makeItem(1, { maker: 'Zeta', series: 'one', performers: ['p', 'q'], tags: ['b', 'b', 'a'] }),
  makeItem(2, { maker: 'alpha', series: 'two', performers: ['q'], tags: ['a', 'c'] }),
  makeItem(3, { maker: 'Zeta', series: 'two', performers: [], tags: ['a', 'b'] }),
  makeItem(4, { maker: 'alpha' }),
];

describe('buildFeatureSpec()', () => {
  it('keeps names that enough items carry, sorted by code unit', () => {
    const { vocabularies } = buildFeatureSpec(items, tinyConfig({ minItemsPerName: 2 }));
    // 'b' stands twice in item 1, which counts once, and once in item 3: two items.
    expect(vocabularies).toEqual({
      makers: ['Zeta', 'alpha'],
      series: ['two'],
      performers: ['q'],
      tags: ['a', 'b'],
    });
  });

  it('counts items, not mentions', () => {
    const twice = [makeItem(1, { tags: ['x', 'x'] }), makeItem(2)];
    expect(buildFeatureSpec(twice, tinyConfig({ minItemsPerName: 2 })).vocabularies.tags).toEqual([]);
    expect(buildFeatureSpec(twice, tinyConfig({ minItemsPerName: 1 })).vocabularies.tags).toEqual(['x']);
  });

  it('bounds the buckets by the distinct deciles', () => {
    // 1 … 10: the values at 10 % … 90 % are the 2nd … 10th.
    const prices = Array.from({ length: 10 }, (_, at) => makeItem(at, { priceYen: 10 - at }));
    expect(buildFeatureSpec(prices, tinyConfig()).buckets.priceYen).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    // Nine of 60 minutes and one of 120: the 2nd … 9th are 60, the 10th is 120.
    const durations = prices.map((item, at) => ({ ...item, durationMinutes: at === 4 ? 120 : 60 }));
    expect(buildFeatureSpec(durations, tinyConfig()).buckets.durationMinutes).toEqual([60, 120]);
  });

  it('takes the year in UTC', () => {
    const dated = [makeItem(1, { releasedAt: '2019-12-31T23:59:59Z' })];
    expect(buildFeatureSpec(dated, tinyConfig()).buckets.releaseYear).toEqual([2019]);
  });

  it('is a valid spec without any item, and holds the settings that serving needs', () => {
    const config = tinyConfig({
      dim: 8,
      history: { likeLimit: 3, recentLimit: 2, nopeLimit: 1, halfLifePositions: 4 },
    });
    const spec = buildFeatureSpec([], config);
    expect(featureSpecSchema.parse(spec)).toEqual(spec);
    expect(spec).toMatchObject({ encoderVersion, dim: 8, history: config.history });
    expect(spec.buckets).toEqual({ releaseYear: [], durationMinutes: [], priceYen: [] });
  });

  it('does not depend on the order of the items', () => {
    expect(buildFeatureSpec([...items].reverse(), tinyConfig())).toEqual(
      buildFeatureSpec(items, tinyConfig()),
    );
  });
});
