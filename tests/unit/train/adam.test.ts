import { describe, expect, it } from 'vitest';
import { type AdamMoments, adamUpdate } from '../../../batch/train/adam.ts';

const zeroMoments = (length: number): AdamMoments => ({
  first: new Float32Array(length),
  second: new Float32Array(length),
});

describe('adamUpdate()', () => {
  it('takes the first two steps as by hand, what is kept apart from the gradient', () => {
    const parameters = Float32Array.of(1);
    const moments = zeroMoments(1);
    const settings = { learningRate: 0.1, keep: 0.99 };
    // m = 0.1 * 0.5 = 0.05, v = 0.001 * 0.25 = 0.00025; without bias 0.5 and 0.25.
    // 1 * 0.99 - 0.1 * 0.5 / sqrt(0.25) = 0.89.
    adamUpdate(parameters, Float32Array.of(0.5), moments, { step: 1, ...settings });
    expect(parameters[0]).toBeCloseTo(0.89, 6);
    expect(moments.first[0]).toBeCloseTo(0.05, 8);
    expect(moments.second[0]).toBeCloseTo(0.00025, 10);
    // m = 0.9 * 0.05 - 0.1 * 0.25 = 0.02, without bias 0.02 / 0.19 = 0.10526316.
    // v = 0.999 * 0.00025 + 0.001 * 0.0625 = 0.00031225, without bias / 0.001999 = 0.15620310.
    // 0.89 * 0.99 - 0.1 * 0.10526316 / sqrt(0.15620310) = 0.8811 - 0.02663371.
    adamUpdate(parameters, Float32Array.of(-0.25), moments, { step: 2, ...settings });
    expect(parameters[0]).toBeCloseTo(0.85446629, 6);
    expect(moments.first[0]).toBeCloseTo(0.02, 8);
    expect(moments.second[0]).toBeCloseTo(0.00031225, 10);
  });

  it('steps by the learning rate whatever the size of the first gradient', () => {
    const parameters = Float32Array.of(0, 0, 0);
    const step = { step: 1, learningRate: 0.1, keep: 1 };
    adamUpdate(parameters, Float32Array.of(1e-4, -3, 500), zeroMoments(3), step);
    for (const [at, expected] of [-0.1, 0.1, -0.1].entries()) expect(parameters[at]).toBeCloseTo(expected, 4);
  });

  it('shrinks a parameter without a gradient by the decay alone', () => {
    const parameters = Float32Array.of(2);
    const step = { step: 1, learningRate: 0.5, keep: 0.9 };
    adamUpdate(parameters, Float32Array.of(0), zeroMoments(1), step);
    // 2 * 0.9
    expect(parameters[0]).toBeCloseTo(1.8, 6);
  });

  it('leaves everything outside of its range alone', () => {
    const parameters = Float32Array.of(1, 1, 1, 1);
    const moments = zeroMoments(4);
    const step = { step: 1, learningRate: 0.1, keep: 1 };
    // Parameters 1 and 2 by gradients 0 and 1: the first step is the learning rate, against the sign.
    adamUpdate(parameters, Float32Array.of(5, -5), moments, step, { at: 1, gradientAt: 0, length: 2 });
    for (const [at, expected] of [1, 0.9, 1.1, 1].entries()) expect(parameters[at]).toBeCloseTo(expected, 6);
    expect([moments.first[0], moments.second[3]]).toEqual([0, 0]);
  });
});
