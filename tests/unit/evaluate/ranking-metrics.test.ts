import { describe, expect, it } from 'vitest';
import { rankingMetrics } from '../../../batch/evaluate/ranking-metrics.ts';

const ranked = [7, 3, 9, 1, 5];

describe('rankingMetrics()', () => {
  it('is what a calculation by hand gives', () => {
    // Targets 3, 1 and 8: hits at positions 2 and 4.
    const metrics = rankingMetrics(ranked, new Set([3, 1, 8]), 4);
    expect(metrics.recall).toBeCloseTo(2 / 3, 12);
    // Gain 1/log2 3 + 1/log2 5 = 0.630930 + 0.430677; best 1 + 0.630930 + 0.5.
    expect(metrics.ndcg).toBeCloseTo(1.061606 / 2.13093, 5);
    // Precision at the hits 1/2 and 2/4; three targets fit in four positions.
    expect(metrics.map).toBeCloseTo(1 / 3, 12);
    expect(metrics.mrr).toBe(0.5);
    expect(metrics.hit).toBe(1);
  });

  it('does not look past k', () => {
    const metrics = rankingMetrics(ranked, new Set([9]), 2);
    expect(metrics).toEqual({ recall: 0, ndcg: 0, map: 0, mrr: 0, hit: 0 });
  });

  it('divides recall by all targets, ndcg and map by what k positions allow', () => {
    // Both positions hit; three targets.
    const metrics = rankingMetrics(ranked, new Set([7, 3, 9]), 2);
    expect(metrics.recall).toBeCloseTo(2 / 3, 12);
    expect([metrics.ndcg, metrics.map, metrics.mrr, metrics.hit]).toEqual([1, 1, 1, 1]);
  });

  it('compares with the best that k positions allow, also where fewer hit', () => {
    // Only position 2 hits: 0.630930 of 1 + 0.630930, not of 1 + 0.630930 + 0.5.
    expect(rankingMetrics(ranked, new Set([3, 8, 6]), 2).ndcg).toBeCloseTo(0.63093 / 1.63093, 5);
    expect(rankingMetrics(ranked, new Set([3, 8, 6]), 2).map).toBeCloseTo(0.25, 12);
  });

  it('takes a list shorter than k, and an empty one', () => {
    expect(rankingMetrics([7], new Set([7]), 10)).toEqual({ recall: 1, ndcg: 1, map: 1, mrr: 1, hit: 1 });
    expect(rankingMetrics([], new Set([7]), 10).recall).toBe(0);
  });
});
