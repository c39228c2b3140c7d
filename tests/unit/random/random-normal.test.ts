import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { randomNormal } from '../../../batch/random/random-normal.ts';
import { scriptedRandom } from '../train/support/scripted-random.ts';

describe('randomNormal()', () => {
  it('is sqrt(-2 ln(1 - u)) cos(2 pi v)', () => {
    // 1 - u = e^-2: sqrt(4) = 2; cos 0 = 1, cos pi = -1.
    expect(randomNormal(scriptedRandom([1 - Math.exp(-2), 0]))).toBeCloseTo(2, 12);
    expect(randomNormal(scriptedRandom([1 - Math.exp(-2), 0.5]))).toBeCloseTo(-2, 12);
  });

  it('is finite at both ends of what a source gives', () => {
    expect(randomNormal(scriptedRandom([0, 0.25]))).toBeCloseTo(0, 12);
    // 1 - u = 2^-32: sqrt(64 ln 2) = 6.66.
    expect(randomNormal(scriptedRandom([1 - 2 ** -32, 0]))).toBeCloseTo(6.6604, 4);
  });

  it('has the moments of N(0, 1)', () => {
    const random = createRandom(3);
    const n = 100_000;
    const values = Array.from({ length: n }, () => randomNormal(random));
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / n;
    // Each within four standard errors: sqrt(1/n), sqrt(2/n), sqrt(15/n), sqrt(96/n).
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
    // 68.27 % lie within one standard deviation.
    const within = values.filter((value) => Math.abs(value) < 1).length / n;
    expect(Math.abs(within - 0.6827)).toBeLessThan(0.006);
  });
});
