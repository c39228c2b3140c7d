import { describe, expect, it } from 'vitest';
import { gini } from '../../../batch/evaluate/gini.ts';
import { compareShares, type ValueCount } from '../../../batch/monitor/compare-shares.ts';
import { jensenShannon } from '../../../batch/monitor/jensen-shannon.ts';
import { makeCheck } from '../../../batch/monitor/make-check.ts';
import { populationStability } from '../../../batch/monitor/population-stability.ts';

describe('populationStability()', () => {
  it('sums (p - q) ln(p / q) with half an event in every cell', () => {
    // Shares 30.5/41, 10.5/41 and the other way round: each cell gives 20/41 ln(30.5/10.5). Noise (2 - 1)(1/40 + 1/40).
    const { psi, noise } = populationStability([30, 10], [10, 30]);
    expect(psi).toBeCloseTo((40 / 41) * Math.log(30.5 / 10.5), 12);
    expect(noise).toBeCloseTo(0.05, 12);
  });

  it('is 0 for the same shares and finite for an empty cell', () => {
    expect(populationStability([5, 5], [5, 5]).psi).toBe(0);
    // 10.5/11 and 0.5/11 against 0.5/11 and 10.5/11: twice 10/11 ln 21.
    expect(populationStability([10, 0], [0, 10]).psi).toBeCloseTo((20 / 11) * Math.log(21), 12);
  });
});

describe('jensenShannon()', () => {
  it.each([
    [[4, 4], [1, 1], 0],
    [[1, 0], [0, 7], 1],
    // Mean (3/4, 1/4): half of log2(4/3), and half of 1/2 log2(2/3) + 1/2 log2(2).
    [[1, 0], [1, 1], Math.log2(4 / 3) / 2 + (Math.log2(2 / 3) + 1) / 4],
  ])('of %j and %j is %f bits', (reference, recent, bits) => {
    expect(jensenShannon(reference, recent)).toBeCloseTo(bits, 12);
  });

  it('is no number where one is empty', () => {
    expect(jensenShannon([0, 0], [1, 1])).toBeNaN();
  });
});

describe('gini()', () => {
  it.each([
    [[2, 2, 2], 0],
    // (2 * 3 - 3 - 1) * 3 over 3 * 3.
    [[0, 3, 0], 2 / 3],
    // -1 * 100 + 1 * 200 over 2 * 300.
    [[200, 100], 1 / 6],
    [[0, 0], 0],
  ])('of %j is %f', (values, expected) => {
    expect(gini(Float64Array.from(values))).toBeCloseTo(expected, 12);
  });
});

describe('compareShares()', () => {
  const count = (period: ValueCount['period'], value: string, events: number, people = 60): ValueCount => ({
    ...{ period, value, events, people },
  });

  it('puts values of too few people into one cell and does not name them', () => {
    const compared = compareShares(
      [
        count('reference', 'a', 60),
        count('reference', 'b', 30),
        count('reference', 'rare', 6, 5),
        count('reference', 'odd', 4, 4),
        count('recent', 'a', 20),
        // Few people now: it has a cell, but no name.
        count('recent', 'b', 20, 49),
        count('recent', 'rare', 10, 8),
      ],
      { minPeople: 50 },
    );
    expect(compared).toMatchObject(populationStability([60, 30, 10], [20, 20, 10]));
    expect(compared!.jensenShannon).toBe(jensenShannon([60, 30, 10], [20, 20, 10]));
    expect(compared!.shown).toEqual([{ value: 'a', reference: 0.6, recent: 0.4 }]);
  });

  it('has nothing to say without events in both periods', () => {
    expect(compareShares([count('recent', 'a', 9)], { minPeople: 50 })).toBeNull();
  });
});

describe('makeCheck()', () => {
  it.each([
    [0.2, { atMost: 0.2 }, true],
    [0.21, { atMost: 0.2 }, false],
    [0.2, { atLeast: 0.2 }, true],
    [0.19, { atLeast: 0.2 }, false],
    [Number.NaN, { atMost: 0.2 }, false],
    [null, { atMost: 0.2 }, null],
    [0.2, { atLeast: undefined }, null],
  ])('judges %f against %j: %s', (value, limit, passed) => {
    expect(makeCheck('x', value, limit).passed).toBe(passed);
  });
});
