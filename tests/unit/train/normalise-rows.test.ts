import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { normaliseRows } from '../../../batch/train/loss/normalise-rows.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('normaliseRows()', () => {
  it('divides each row by its length and leaves a row of zeros', () => {
    // [3, 4] is 5 long, [0, -2] is 2 long.
    const rows = normaliseRows(tf.tensor2d([3, 4, 0, 0, 0, -2], [3, 2])).dataSync();
    for (const [at, expected] of [0.6, 0.8, 0, 0, 0, -1].entries()) expect(rows[at]).toBeCloseTo(expected, 6);
  });

  it('has a gradient across the row only, and a finite one at zeros', () => {
    const slope = tf.grad((x) => tf.sum(tf.mul(normaliseRows(x as tf.Tensor2D), tf.tensor2d([[1, 0]]))));
    // d/dx of x / |x| at [3, 4]: (I - u u^T) / 5 with u = [0.6, 0.8]; first row [0.64, -0.48] / 5.
    const [along, across] = slope(tf.tensor2d([[3, 4]])).dataSync();
    expect(along).toBeCloseTo(0.128, 6);
    expect(across).toBeCloseTo(-0.096, 6);
    expect(
      slope(tf.zeros([1, 2]))
        .dataSync()
        .every(Number.isFinite),
    ).toBe(true);
  });
});
