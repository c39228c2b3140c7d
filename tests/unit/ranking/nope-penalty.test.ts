import { expect, test } from 'vitest';
import { nopePenalty } from '../../../shared/ranking/nope-penalty.ts';

const item = { makerId: 1, tags: ['a', 'b'] };

test.each([
  ['no nope takes nothing', [], 0],
  ['the newest nope of the same maker takes 2.5', [{ makerId: 1, tags: [], age: 0 }], 2.5],
  ['ten decisions later it takes half', [{ makerId: 1, tags: [], age: 10 }], 1.25],
  // Shared: b. Either: a, b, c. 2.5 * 1/3.
  ['another maker counts by the overlap of tags', [{ makerId: 2, tags: ['b', 'c'], age: 0 }], 2.5 / 3],
  ['nothing in common takes nothing', [{ makerId: 2, tags: ['c'], age: 0 }], 0],
  // max(2.5 * 1/3, 2.5 * 0.5^(20 / 10)) = max(0.833, 0.625): the largest, not the sum.
  [
    'the most alike of several counts alone',
    [
      { makerId: 1, tags: [], age: 20 },
      { makerId: 2, tags: ['b', 'c'], age: 0 },
    ],
    2.5 / 3,
  ],
])('nopePenalty(): %s', (_name, nopes, expected) => {
  expect(nopePenalty(item, nopes)).toBeCloseTo(expected, 12);
});

test('nopePenalty() of two items without maker and tags is none', () => {
  expect(nopePenalty({ makerId: null, tags: [] }, [{ makerId: null, tags: [], age: 0 }])).toBe(0);
});
