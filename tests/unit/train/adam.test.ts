import { describe, expect, it } from 'vitest';
import { type AdamMoments, adamUpdate } from '../../../batch/train/adam.ts';

const zeroMoments = (length: number): AdamMoments => ({
  first: new Float32Array(length),
  second: new Float32Array(length),
});

describe('adamUpdate()', () => {
  it('takes the first two steps as by hand, weight decay decoupled', () => {
    const parameters = Float32Array.of(1);
    const moments = zeroMoments(1);
    const settings = { learningRate: 0.1, weightDecay: 0.1 };
    // m = 0.1 * 0.5 = 0.05, v = 0.001 * 0.25 = 0.00025; without bias 0.5 and 0.25.
    // 1 * (1 - 0.1 * 0.1) - 0.1 * 0.5 / sqrt(0.25) = 0.89.
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
    const step = { step: 1, learningRate: 0.1, weightDecay: 0 };
    adamUpdate(parameters, Float32Array.of(1e-4, -3, 500), zeroMoments(3), step);
    for (const [at, expected] of [-0.1, 0.1, -0.1].entries()) expect(parameters[at]).toBeCloseTo(expected, 4);
  });

  it('shrinks a parameter without a gradient by the decay alone', () => {
    const parameters = Float32Array.of(2);
    const step = { step: 1, learningRate: 0.5, weightDecay: 0.2 };
    adamUpdate(parameters, Float32Array.of(0), zeroMoments(1), step);
    // 2 * (1 - 0.5 * 0.2)
    expect(parameters[0]).toBeCloseTo(1.8, 6);
  });
});
