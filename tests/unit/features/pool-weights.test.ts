import { expect, test } from 'vitest';
import { poolWeights } from '../../../shared/features/pool-weights.ts';

test('poolWeights() halves every half-life and has unit length', () => {
  // Half-life 1: 1, 1/2, 1/4. Norm: sqrt(1 + 1/4 + 1/16) = sqrt(21)/4. So 4, 2, 1 over sqrt(21).
  const expected = [4, 2, 1].map((weight) => weight / Math.sqrt(21));
  for (const [index, weight] of poolWeights(3, 1).entries()) expect(weight).toBeCloseTo(expected[index]!, 12);
});

test('poolWeights() of one decision is 1 whatever the half-life', () => {
  expect(Array.from(poolWeights(1, 20))).toEqual([1]);
});

test('poolWeights() gives the decision one half-life back half the weight of the newest', () => {
  const weights = poolWeights(21, 20);
  expect(weights[20]! / weights[0]!).toBeCloseTo(0.5, 12);
});

test('poolWeights() of an empty history is empty', () => {
  expect(poolWeights(0, 20)).toHaveLength(0);
});
