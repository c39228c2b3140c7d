import { describe, expect, it } from 'vitest';
import type { Scorer } from '../../../batch/evaluate/scorer.ts';
import { tableHealth } from '../../../batch/evaluate/table-health.ts';
import { makeCase } from './support/make-case.ts';

const cases = [makeCase([], [0]), makeCase([], [1])];
const health = (scores: number[], embeddings = [1, 0, 0, 1]) =>
  tableHealth({
    embeddings: Float32Array.from(embeddings),
    dim: 2,
    cases,
    scorer: (() => Float32Array.from(scores)) as Scorer,
  });

describe('tableHealth()', () => {
  it('measures how far items and people are told apart', () => {
    // Rows [3, 1] and [1, -1]: each person spreads by 1, each item by 1; the root mean square is sqrt(12 / 4).
    const found = health([3, 1, 1, -1]);
    expect(found.spreadOverItems).toBeCloseTo(1 / Math.sqrt(3), 6);
    expect(found.spreadOverPeople).toBeCloseTo(1 / Math.sqrt(3), 6);
    expect(found).toMatchObject({ rows: 2, rowsNotFinite: 0, largestNormError: 0, scoresNotFinite: 0 });
  });

  it('sees that all people, or all items, are one', () => {
    expect(health([2, 1, 2, 1])).toMatchObject({ spreadOverPeople: 0 });
    expect(health([2, 2, 1, 1])).toMatchObject({ spreadOverItems: 0 });
    expect(health([0, 0, 0, 0])).toMatchObject({ spreadOverItems: 0, spreadOverPeople: 0 });
  });

  it('sees vectors of another length, and what is no number', () => {
    expect(health([1, 0, 0, 1], [0.6, 0, 0, 1]).largestNormError).toBeCloseTo(0.4, 6);
    const broken = health([1, Number.NaN, 0, Number.POSITIVE_INFINITY], [Number.NaN, 0, 0, 1]);
    expect([broken.rowsNotFinite, broken.scoresNotFinite]).toEqual([1, 2]);
  });
});
