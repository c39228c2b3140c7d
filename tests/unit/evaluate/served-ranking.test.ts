import { describe, expect, it } from 'vitest';
import { servedRanking } from '../../../batch/evaluate/served-ranking.ts';
import { rankPage } from '../../../shared/ranking/rank-page.ts';
import { makeItem } from '../train/support/make-training-set.ts';
import { makeCase } from './support/make-case.ts';

// Makers A, A, B, none; tags of items 2 and 3 overlap.
const items = [
  makeItem(1, { maker: 'A', tags: ['x'] }),
  makeItem(2, { maker: 'A', tags: ['y'] }),
  makeItem(3, { maker: 'B', tags: ['y', 'z'] }),
  makeItem(4, { tags: ['z'] }),
];
const logits = () => Float32Array.of(4, 3, 2, 1);
const base = { items, logits, likes: new Float32Array(4), popularityWeights: [{ minLikes: 0, weight: 1 }] };

describe('servedRanking()', () => {
  it('ranks by logits alone where nothing is popular and nothing was noped', () => {
    // A page of 4: a fifth is 0.8, so one row a maker. 0 of A, 2 of B, 3; then the cap rises and 1 comes last.
    expect(servedRanking(base)([makeCase([], [])], 4)).toEqual([[0, 2, 3, 1]]);
    expect(servedRanking(base)([makeCase([], [])], 3)).toEqual([[0, 2, 3]]);
  });

  it('adds the weight of popularity for the number of likes', () => {
    // Item 3 has e^4 - 1 likes, ln(1 + likes) = 4: 1 + 4 = 5 is above all from one like on, 1 + 0 before.
    const ranker = servedRanking({
      ...base,
      likes: Float32Array.of(0, 0, 0, Math.exp(4) - 1),
      popularityWeights: [
        { minLikes: 0, weight: 0 },
        { minLikes: 1, weight: 1 },
      ],
    });
    expect(ranker([makeCase([], [])], 1)).toEqual([[0]]);
    expect(ranker([makeCase([[1, 'like']], [])], 1)).toEqual([[3]]);
  });

  it('penalises the maker of a nope, and tags that overlap', () => {
    // Nope of item 1 (maker A, tag y): item 0 is of A, 4 - 2.5 = 1.5; item 2 shares 1 of 2 tags, 2 - 1.25 = 0.75;
    // item 3 shares nothing, 1. So 0, 3, 2; without the nope 0, 2, 3.
    expect(servedRanking(base)([makeCase([[1, 'nope']], [])], 3)).toEqual([[0, 3, 2]]);
  });

  it('lets a nope fade with the decisions since', () => {
    // Ten likes since: half of it. Item 2: 2 - 0.625 = 1.375, above item 3 again.
    const likes = Array.from({ length: 10 }, (): [number, 'like'] => [0, 'like']);
    expect(servedRanking(base)([makeCase([[1, 'nope'], ...likes], [])], 3)).toEqual([[2, 3]]);
    // Forty since: forgotten. At age 39 it would still take 2.5 * 2^-3.9 / 2 = 0.084.
    const close = { ...base, logits: () => Float32Array.of(0, 0, 1.05, 1) };
    const since = (count: number) => Array.from({ length: count }, (): [number, 'like'] => [0, 'like']);
    expect(servedRanking(close)([makeCase([[1, 'nope'], ...since(39)], [])], 2)).toEqual([[3, 2]]);
    expect(servedRanking(close)([makeCase([[1, 'nope'], ...since(40)], [])], 2)).toEqual([[2, 3]]);
  });

  it('is rankPage() of shared/ranking on the same scores and nopes', () => {
    const entry = makeCase(
      [
        [1, 'nope'],
        [3, 'like'],
      ],
      [],
    );
    const page = rankPage(
      [
        { id: 0, score: 4, makerId: 0, series: null, performers: [], tags: ['x'] },
        { id: 2, score: 2, makerId: 1, series: null, performers: [], tags: ['y', 'z'] },
      ],
      { limit: 2, nopes: [{ makerId: 0, tags: ['y'], age: 1 }] },
    );
    expect(servedRanking(base)([entry], 2)).toEqual([page.map(({ item }) => item.id)]);
  });

  it('looks as far as the endpoint does: at two hundred items, for long pages at five times the rows', () => {
    // 249 items of one maker, and one of another that is the 201st best: a page of 20 does not see it and has to
    // raise the cap of the maker; a page of 50 looks at 250 and takes it after a fifth, 10, of the maker.
    const many = Array.from({ length: 250 }, (_, at) => makeItem(at + 1, { maker: at === 49 ? 'B' : 'A' }));
    const ranker = servedRanking({
      ...base,
      items: many,
      likes: new Float32Array(250),
      logits: () => Float32Array.from({ length: 250 }, (_, at) => at),
    });
    expect(ranker([makeCase([], [])], 20)[0]).toEqual(Array.from({ length: 20 }, (_, at) => 249 - at));
    expect(ranker([makeCase([], [])], 50)[0]).toContain(49);
  });
});
