import { describe, expect, it } from 'vitest';
import { nopeEffect } from '../../../batch/evaluate/nope-effect.ts';
import type { Ranker } from '../../../batch/evaluate/scorer.ts';
import { servedRanking } from '../../../batch/evaluate/served-ranking.ts';
import { makeItem } from '../train/support/make-training-set.ts';
import { makeCase } from './support/make-case.ts';

// Items 0 to 4 of maker A, 5 to 9 of B, 10 and 11 without a maker and with the same tags in another order.
const items = [
  ...Array.from({ length: 10 }, (_, at) => makeItem(at + 1, { maker: at < 5 ? 'A' : 'B' })),
  makeItem(11, { tags: ['p', 'q'] }),
  makeItem(12, { tags: ['q', 'p'] }),
];

describe('nopeEffect()', () => {
  it('compares the page without its first item with the page after the nope', () => {
    const seen: number[][] = [];
    const ranker: Ranker = (cases) =>
      cases.map(({ nopes }) => {
        seen.push(nopes);
        // Before: 0 is noped, of the other four two are of A. After: one of four.
        return nopes.length === 0 ? [0, 1, 2, 5, 6] : [1, 5, 6, 7];
      });
    const entry = makeCase([], [0, 9]);
    expect(nopeEffect([entry], items, ranker)).toEqual({
      shareBefore: 0.5,
      shareAfter: 0.25,
      fellFor: 1,
      people: 1,
    });
    expect(seen).toEqual([[], [0]]);
    // The case itself is as it was.
    expect(entry).toEqual(makeCase([], [0, 9]));
  });

  it('takes means over people, of whom for some nothing falls', () => {
    const ranker: Ranker = (cases) =>
      cases.map(({ likes, nopes }) => {
        if (likes.length === 0) return nopes.length === 0 ? [0, 1, 5] : [5, 6];
        return nopes.length === 0 ? [5, 6, 0, 1, 2] : [6, 0, 1, 2];
      });
    // First: 1/2 before, 0 after. Second: 1/4 before, 1/4 after.
    expect(nopeEffect([makeCase([], []), makeCase([[9, 'like']], [])], items, ranker)).toEqual({
      shareBefore: 0.375,
      shareAfter: 0.125,
      fellFor: 0.5,
      people: 2,
    });
  });

  it('leaves out a page with no other of the group, and an empty one', () => {
    const none = { shareBefore: 0, shareAfter: 0, fellFor: 0, people: 0 };
    expect(nopeEffect([makeCase([], [])], items, () => [[0, 5, 6, 10]])).toEqual(none);
    expect(nopeEffect([makeCase([], [])], items, () => [[]])).toEqual(none);
    expect(nopeEffect([], items, () => [])).toEqual(none);
  });

  it('groups by the set of tags where there is no maker', () => {
    const ranker: Ranker = ([entry]) => [entry!.nopes.length === 0 ? [10, 11, 0] : [0, 11]];
    expect(nopeEffect([makeCase([], [])], items, ranker)).toMatchObject({
      shareBefore: 0.5,
      shareAfter: 0.5,
    });
  });

  it('falls for the page as it is served', () => {
    // A leads by 0.05 an item; a nope of item 0 takes 2.5 from the rest of A, which then comes last.
    const ranker = servedRanking({
      items,
      logits: (cases) => Float32Array.from({ length: cases.length * 12 }, (_, at) => -0.05 * (at % 12)),
      likes: new Float32Array(12),
      popularityWeights: [{ minLikes: 0, weight: 0 }],
    });
    const twoOfA: Ranker = (cases, limit) => ranker(cases, limit).map((page) => page.slice(0, 6));
    const effect = nopeEffect([makeCase([], [])], items, twoOfA);
    // Before: 0, then 1 2 3 4 5, four of five. After: four of B, which is as many as 20 rows give a maker, 10 and 11.
    expect(effect.shareBefore).toBeCloseTo(4 / 5, 12);
    expect(effect).toMatchObject({ shareAfter: 0, fellFor: 1, people: 1 });
  });
});
