import { expect, test } from 'vitest';
import { popularityWeight } from '../../../shared/ranking/popularity-weight.ts';

const scoring = {
  temperature: 0.1,
  popularityHalfLifeDays: 30,
  popularityWeights: [
    { minLikes: 0, weight: 1 },
    { minLikes: 5, weight: 0.5 },
    { minLikes: 20, weight: 0.1 },
  ],
};

test.each([
  [0, 1],
  [4, 1],
  [5, 0.5],
  [19, 0.5],
  [20, 0.1],
  [1000, 0.1],
])('popularityWeight() after %i likes is %f', (likeCount, weight) => {
  expect(popularityWeight(likeCount, scoring)).toBe(weight);
});
