import { describe, expect, it } from 'vitest';
import { decayedLikes } from '../../../batch/evaluate/decayed-likes.ts';
import { makeTrainingSet } from '../train/support/make-training-set.ts';

const day = 86_400;
// Row 2 holds the newest like of the first five; the nopes in rows 3 and 4 and the like in row 5 come later.
const data = makeTrainingSet(4, [
  ['ann', 0, 'like', 0],
  ['bob', 0, 'like', 3 * day],
  ['cid', 1, 'like', 5.5 * day],
  ['ann', 2, 'nope', 5.8 * day],
  ['bob', 1, 'nope', 7 * day],
  ['cid', 3, 'like', 9 * day],
]);

describe('decayedLikes()', () => {
  it('halves a like every half-life before the newest like, as the database does', () => {
    // Ages 5.5, 2.5 and 0 days at half-life 2: 2^-2.75 + 2^-1.25 = 0.148651 + 0.420448. Nopes count for nothing.
    const likes = decayedLikes(data, 5, 2);
    for (const [item, expected] of [0.569099, 1, 0, 0].entries())
      expect(likes[item]).toBeCloseTo(expected, 6);
  });

  it('counts every like 1 without a half-life', () => {
    expect([...decayedLikes(data, 5, Number.POSITIVE_INFINITY)]).toEqual([2, 1, 0, 0]);
  });

  it('reads nothing from the end on', () => {
    // The newest of the first two rows is at day 3: ages 3 and 0 at half-life 3.
    expect([...decayedLikes(data, 2, 3)]).toEqual([1.5, 0, 0, 0]);
    expect([...decayedLikes(data, 6, Number.POSITIVE_INFINITY)]).toEqual([2, 1, 0, 1]);
    expect([...decayedLikes(data, 0, 3)]).toEqual([0, 0, 0, 0]);
  });
});
