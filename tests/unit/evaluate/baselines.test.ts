import { describe, expect, it } from 'vitest';
import { itemKnnScorer } from '../../../batch/evaluate/baselines/item-knn-scorer.ts';
import { popularityScorer } from '../../../batch/evaluate/baselines/popularity-scorer.ts';
import { type Decision, makeTrainingSet } from '../train/support/make-training-set.ts';
import { makeCase } from './support/make-case.ts';

// Likes: ann 0 1 2, bob 0 1, cid 1 2. Ann's nope and the last row count for nothing.
const data = makeTrainingSet(5, [
  ['ann', 0, 'like', 1],
  ['ann', 1, 'like', 2],
  ['ann', 2, 'like', 3],
  ['ann', 3, 'nope', 4],
  ['bob', 0, 'like', 5],
  ['bob', 1, 'like', 6],
  ['cid', 1, 'like', 7],
  ['cid', 2, 'like', 8],
  ['cid', 0, 'like', 9],
]);

describe('itemKnnScorer()', () => {
  it('sums the shrunk cosines of what was liked together', () => {
    // People: item 0 two, item 1 three, item 2 two. Together: 0 and 1 two, 0 and 2 one, 1 and 2 two.
    const near = 2 / (Math.sqrt(2 * 3) + 10);
    const far = 1 / (Math.sqrt(2 * 2) + 10);
    const scores = itemKnnScorer(
      data,
      8,
    )([
      makeCase([[0, 'like']], []),
      makeCase(
        [
          [0, 'like'],
          [1, 'like'],
        ],
        [],
      ),
    ]);
    const expected = [0, near, far, 0, 0, near, near, far + near, 0, 0];
    for (const [at, value] of expected.entries()) expect(scores[at]).toBeCloseTo(value, 6);
  });

  it('scores nothing for an empty history or one of nopes', () => {
    const scores = itemKnnScorer(data, 8)([makeCase([], []), makeCase([[1, 'nope']], [])]);
    expect([...scores]).toEqual(new Array(10).fill(0));
  });

  it('keeps the hundred nearest of an item', () => {
    // One person likes all of 120 items: all are as near, the lower index goes first.
    const all = Array.from({ length: 120 }, (_, at): Decision => ['ann', at, 'like', at]);
    const scores = itemKnnScorer(makeTrainingSet(120, all), 120)([makeCase([[0, 'like']], [])]);
    expect(scores.filter((score) => score > 0)).toHaveLength(100);
    expect([scores[100]! > 0, scores[101]]).toEqual([true, 0]);
  });
});

describe('popularityScorer()', () => {
  it('gives everybody the same row', () => {
    const scorer = popularityScorer(Float32Array.of(3, 0, 1.5));
    expect([...scorer([makeCase([[0, 'like']], []), makeCase([], [1])])]).toEqual([3, 0, 1.5, 3, 0, 1.5]);
  });
});
