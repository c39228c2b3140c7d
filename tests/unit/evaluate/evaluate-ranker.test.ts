import { describe, expect, it } from 'vitest';
import { evaluateRanker, type Ranker, rankByScore } from '../../../batch/evaluate/evaluate-ranker.ts';
import { makeCase } from './support/make-case.ts';

describe('evaluateRanker()', () => {
  it('takes means over people, and the share of the catalogue that somebody saw', () => {
    const ranker: Ranker = (cases) => cases.map(() => [0, 1, 2]);
    // First: item 0 at position 1, all 1. Second: item 2 of {2, 9} at position 3: recall 1/2,
    // ndcg 0.5 / (1 + 0.630930) = 0.306573.
    const metrics = evaluateRanker([makeCase([], [0]), makeCase([], [2, 9])], 12, ranker);
    expect(metrics).toMatchObject({ recall10: 0.75, recall20: 0.75, coverage20: 0.25, people: 2 });
    expect(metrics.ndcg10).toBeCloseTo((1 + 0.306573) / 2, 5);
    expect(metrics.ndcg20).toBeCloseTo((1 + 0.306573) / 2, 5);
  });

  it('tells the first ten from the first twenty', () => {
    const ranker: Ranker = (cases, limit) => cases.map(() => Array.from({ length: limit }, (_, at) => at));
    // At position 15 of 20: 1 / log2 16 = 0.25.
    expect(evaluateRanker([makeCase([], [14])], 40, ranker)).toEqual({
      recall10: 0,
      recall20: 1,
      ndcg10: 0,
      ndcg20: 0.25,
      coverage20: 0.5,
      people: 1,
    });
  });

  it('asks for everybody once, however many there are', () => {
    const cases = Array.from({ length: 600 }, (_, at) => makeCase([], [at]));
    const ranker: Ranker = (some) => some.map(({ targets }) => [...targets]);
    expect(evaluateRanker(cases, 600, ranker)).toMatchObject({ recall10: 1, coverage20: 1, people: 600 });
  });

  it('is 0 everywhere without a case', () => {
    expect(Object.values(evaluateRanker([], 5, () => []))).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('rankByScore()', () => {
  it('ranks each case by its own row, without its history', () => {
    const ranker = rankByScore(() => Float32Array.of(4, 3, 2, 1, 1, 2, 3, 4), 4);
    const cases = [
      makeCase([[0, 'like']], []),
      makeCase(
        [
          [3, 'nope'],
          [1, 'like'],
        ],
        [],
      ),
    ];
    expect(ranker(cases, 2)).toEqual([
      [1, 2],
      [2, 0],
    ]);
  });
});
