import { describe, expect, it } from 'vitest';
import { estimateIps } from '../../../batch/evaluate/off-policy/estimate-ips.ts';
import { estimateSnips } from '../../../batch/evaluate/off-policy/estimate-snips.ts';
import type { LoggedOutcome } from '../../../batch/evaluate/off-policy/logged-outcome.ts';
import { normalQuantile } from '../../../batch/evaluate/off-policy/normal-quantile.ts';

const row = (propensity: number, targetProbability: number, reward: number): LoggedOutcome => ({
  propensity,
  targetProbability,
  reward,
});
// Weights 2, 0.5, 4, 0.
const rows = [row(0.25, 0.5, 1), row(0.5, 0.25, 0), row(0.1, 0.4, 1), row(0.5, 0, 1)];

describe('estimateIps()', () => {
  it('is the mean of weight times reward', () => {
    const estimate = estimateIps(rows);
    // Terms 2, 0, 4, 0: mean 1.5; squares of distance 0.25 + 2.25 + 6.25 + 2.25 = 11, 11 / 3 / 4, root 0.957427.
    expect(estimate.value).toBeCloseTo(1.5, 12);
    expect(estimate.high - estimate.value).toBeCloseTo(1.959964 * 0.957427, 4);
    expect(estimate.value - estimate.low).toBeCloseTo(1.959964 * 0.957427, 4);
    // 6.5² / (4 + 0.25 + 16) = 42.25 / 20.25.
    expect(estimate.effectiveSampleSize).toBeCloseTo(2.08642, 5);
    expect([estimate.impressions, estimate.clipped]).toEqual([4, 0]);
  });

  it('clips', () => {
    // 4 becomes 3: (2 + 3) / 4.
    const estimate = estimateIps(rows, { clip: 3 });
    expect([estimate.value, estimate.clipped]).toEqual([1.25, 1]);
  });

  it('is the plain mean where both policies are one', () => {
    const same = [row(0.3, 0.3, 1), row(0.7, 0.7, 0)];
    expect(estimateIps(same)).toMatchObject({ value: 0.5, effectiveSampleSize: 2 });
  });

  it('is 0 for no impressions', () => {
    expect(estimateIps([])).toMatchObject({ value: 0, low: 0, high: 0, effectiveSampleSize: 0 });
  });

  it.each([row(0, 0.5, 1), row(1.2, 0.5, 1), row(0.5, -0.1, 1), row(0.5, 1.1, 1), row(0.5, 0.5, Number.NaN)])(
    'refuses %o',
    (bad) => {
      expect(() => estimateIps([rows[0]!, bad])).toThrow('impression 1');
    },
  );
});

describe('estimateSnips()', () => {
  it('divides by the weights', () => {
    const estimate = estimateSnips(rows);
    // 6 / 6.5. Errors: 2 * 1/13, 0.5 * 12/13, 4 * 1/13 = 0.153846, 0.461538, 0.307692; norm 0.575640, over 6.5;
    // with four people known by one row each, sqrt(4 / 3) of it.
    expect(estimate.value).toBeCloseTo(12 / 13, 12);
    expect(estimate.high - estimate.value).toBeCloseTo((1.959964 * 0.57564 * Math.sqrt(4 / 3)) / 6.5, 4);
  });

  it('stays within the rewards, where IPS does not', () => {
    const rare = [row(0.01, 1, 1), row(0.9, 0, 1)];
    expect(estimateIps(rare).value).toBe(50);
    expect(estimateSnips(rare).value).toBe(1);
  });

  it('is 0 where nothing has weight', () => {
    expect(estimateSnips([row(0.5, 0, 1)])).toMatchObject({ value: 0, low: 0, high: 0 });
  });
});

describe('normalQuantile()', () => {
  it('agrees with the tables', () => {
    expect(normalQuantile(0.95)).toBeCloseTo(1.959964, 4);
    expect(normalQuantile(0.8)).toBeCloseTo(1.281552, 4);
  });
});
