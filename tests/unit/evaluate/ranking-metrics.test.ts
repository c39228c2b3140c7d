import { describe, expect, it } from 'vitest';
import { ndcgAtK, recallAtK } from '../../../batch/evaluate/ranking-metrics.ts';

const ranked = [7, 3, 9, 1, 5];

describe('recallAtK()', () => {
  it('is the share of the targets among the first k', () => {
    // 3 and 1 of {3, 1, 8}; in the first two only 3.
    expect(recallAtK(ranked, new Set([3, 1, 8]), 4)).toBeCloseTo(2 / 3, 12);
    expect(recallAtK(ranked, new Set([3, 1, 8]), 2)).toBeCloseTo(1 / 3, 12);
  });

  it('divides by all targets, also where k is smaller', () => {
    expect(recallAtK(ranked, new Set([7, 3]), 1)).toBe(0.5);
  });

  it('takes a list shorter than k', () => {
    expect(recallAtK([7], new Set([7]), 10)).toBe(1);
    expect(recallAtK([], new Set([7]), 10)).toBe(0);
  });
});

describe('ndcgAtK()', () => {
  it('discounts by the logarithm of the position', () => {
    // Targets at positions 2 and 4: 1/log2 3 + 1/log2 5 = 0.630930 + 0.430677; best 1 + 0.630930.
    expect(ndcgAtK(ranked, new Set([3, 1]), 10)).toBeCloseTo(1.061606 / 1.63093, 5);
  });

  it('is 1 for the best order and 0 without a hit', () => {
    expect(ndcgAtK(ranked, new Set([3, 7]), 10)).toBe(1);
    expect(ndcgAtK(ranked, new Set([8]), 10)).toBe(0);
  });

  it('compares with the best that k positions allow', () => {
    // Three targets, k 2: only position 2 hits, best is 1 + 0.630930 and not 1 + 0.630930 + 0.5.
    expect(ndcgAtK(ranked, new Set([3, 8, 6]), 2)).toBeCloseTo(0.63093 / 1.63093, 5);
    // More targets than positions, all positions hit.
    expect(ndcgAtK(ranked, new Set([7, 3, 9]), 2)).toBe(1);
  });

  it('does not count a hit past k', () => {
    expect(ndcgAtK(ranked, new Set([9]), 2)).toBe(0);
  });
});
