import { describe, expect, it } from 'vitest';
import { learningRate } from '../../../batch/train/learning-rate.ts';
import { tinyConfig } from './support/tiny-config.ts';

const config = tinyConfig({ learningRate: 0.8, warmupSteps: 4, finalLearningRate: 0.25 });

describe('learningRate()', () => {
  it('rises in a line over the warm-up', () => {
    // Step 1 of 8: 1/4 of the peak, the cosine is still 1. Step 3: 3/4, cosine (1 + cos(pi/4)) / 2 = 0.8535534,
    // so 0.6 * (0.8535534 * 0.75 + 0.25) = 0.5340990.
    expect(learningRate(1, 8, config)).toBeCloseTo(0.2, 10);
    expect(learningRate(3, 8, config)).toBeCloseTo(0.534099, 6);
  });

  it('is halfway between peak and end in the middle', () => {
    // Step 5 of 8: cosine 1/2, so 0.8 * (0.5 * 0.75 + 0.25).
    expect(learningRate(5, 8, config)).toBeCloseTo(0.5, 10);
  });

  it('ends at the final share of the peak', () => {
    // Step 8 of 8: (1 + cos(7 pi/8)) / 2 = 0.0380602, so 0.8 * (0.0380602 * 0.75 + 0.25).
    expect(learningRate(8, 8, config)).toBeCloseTo(0.2228361, 6);
    expect(learningRate(10_000, 10_000, config)).toBeCloseTo(0.2, 6);
  });

  it('never rises after the warm-up', () => {
    const rates = Array.from({ length: 97 }, (_, at) => learningRate(at + 4, 100, config));
    for (const [at, rate] of rates.slice(1).entries()) expect(rate).toBeLessThan(rates[at]!);
  });

  it('stays at the peak after the warm-up when it is constant', () => {
    const constant = { ...config, learningRateSchedule: 'constant' } as const;
    expect([1, 3, 4, 8].map((step) => learningRate(step, 8, constant))).toEqual([0.2, 0.8 * 0.75, 0.8, 0.8]);
  });

  it('starts at the peak without a warm-up', () => {
    expect(learningRate(1, 8, { ...config, warmupSteps: 0 })).toBeCloseTo(0.8, 10);
  });
});
