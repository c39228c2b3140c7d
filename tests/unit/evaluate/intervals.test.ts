import { describe, expect, it } from 'vitest';
import { bootstrapDifference } from '../../../batch/evaluate/intervals/bootstrap-difference.ts';
import { bootstrapMean } from '../../../batch/evaluate/intervals/bootstrap-mean.ts';
import { percentileInterval } from '../../../batch/evaluate/intervals/percentile-interval.ts';
import { resampleMeans } from '../../../batch/evaluate/intervals/resample-means.ts';

describe('percentileInterval()', () => {
  it('cuts both ends, between two values by their distance', () => {
    // Eleven values 0 to 10: 0.8 leaves a tenth a side, positions 1 and 9; 0.85 positions 0.75 and 9.25.
    const values = Float64Array.from({ length: 11 }, (_, at) => 10 - at);
    expect(percentileInterval(5, values, 0.8)).toEqual({
      mean: 5,
      low: expect.closeTo(1, 9),
      high: expect.closeTo(9, 9),
    });
    expect(percentileInterval(5, values, 0.85).low).toBeCloseTo(0.75, 9);
    expect(percentileInterval(5, values, 0.85).high).toBeCloseTo(9.25, 9);
  });
});

describe('resampleMeans()', () => {
  it('draws the same people for every series', () => {
    const [a, b] = resampleMeans([Float32Array.of(1, 2, 3), Float32Array.of(2, 4, 6)], { resamples: 50 });
    expect([...b!]).toEqual([...a!].map((mean) => 2 * mean));
    // Of two people 0 and 1: nobody, one or both are drawn twice, in 1, 2 and 1 of 4 ways.
    const [means] = resampleMeans([Float32Array.of(0, 1)], { resamples: 4000, seed: 3 });
    const share = (value: number) => means!.filter((mean) => mean === value).length / 4000;
    expect(share(0)).toBeCloseTo(0.25, 1);
    expect(share(0.5)).toBeCloseTo(0.5, 1);
    expect(share(1)).toBeCloseTo(0.25, 1);
  });

  it('repeats for a seed and differs for another', () => {
    const values = [Float32Array.from({ length: 40 }, (_, at) => at)];
    expect(resampleMeans(values, { seed: 1 })).toEqual(resampleMeans(values, { seed: 1 }));
    expect(resampleMeans(values, { seed: 1 })).not.toEqual(resampleMeans(values, { seed: 2 }));
  });

  it('refuses series of different people', () => {
    expect(() => resampleMeans([new Float32Array(2), new Float32Array(3)])).toThrow(RangeError);
  });
});

describe('bootstrapMean()', () => {
  it('is as wide as the standard error says', () => {
    // Half zeros, half ones, 400 people: standard error 0.5 / 20 = 0.025, 1.96 of them 0.049.
    const interval = bootstrapMean(Float32Array.from({ length: 400 }, (_, at) => at % 2));
    expect(interval.mean).toBe(0.5);
    expect(interval.low).toBeGreaterThan(0.44);
    expect(interval.low).toBeLessThan(0.46);
    expect(interval.high).toBeGreaterThan(0.54);
    expect(interval.high).toBeLessThan(0.56);
  });

  it('has no width where all are alike, and is 0 for nobody', () => {
    expect(bootstrapMean(Float32Array.of(0.5, 0.5))).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
    expect(bootstrapMean(new Float32Array(0))).toEqual({ mean: 0, low: 0, high: 0 });
  });
});

describe('bootstrapDifference()', () => {
  it('is sure of a small lead that everybody shares', () => {
    // The systems differ by 0.25 for everybody, though people differ by far more.
    const b = Float32Array.from({ length: 50 }, (_, at) => at);
    expect(
      bootstrapDifference(
        b.map((value) => value + 0.25),
        b,
      ),
    ).toEqual({ mean: 0.25, low: 0.25, high: 0.25 });
  });

  it('is not sure of a lead that one person makes', () => {
    const zeros = new Float32Array(30);
    const { low, mean, high } = bootstrapDifference(Float32Array.of(1, ...zeros.slice(1)), zeros);
    expect(mean).toBeCloseTo(1 / 30, 6);
    expect([low, high > mean]).toEqual([0, true]);
  });

  it('refuses to compare different numbers of people', () => {
    expect(() => bootstrapDifference(new Float32Array(2), new Float32Array(3))).toThrow(RangeError);
  });
});
