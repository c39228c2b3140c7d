import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { easeWeights, gramMatrix } from '../../../../batch/evaluate/baselines/ease-weights.ts';
import { invertPositiveDefinite } from '../../../../batch/evaluate/baselines/invert-positive-definite.ts';
import { createRandom } from '../../../../batch/random/create-random.ts';
import { selectBackend } from '../../../../batch/train/backend/select-backend.ts';
import { likeMatrix } from '../../../../batch/train/like-matrix.ts';
import { makeTrainingSet } from '../../train/support/make-training-set.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

describe('easeWeights()', () => {
  it('is the closed form with a zero diagonal', async () => {
    // Ann likes both, bob the first, cid the second: XᵀX = [[2, 1], [1, 2]]. With λ = 1 the inverse of
    // [[3, 1], [1, 3]] is [[3, -1], [-1, 3]] / 8, so both weights are (1/8) / (3/8).
    const data = makeTrainingSet(2, [
      ['ann', 0, 'like', 1],
      ['ann', 1, 'like', 2],
      ['bob', 0, 'like', 3],
      ['cid', 1, 'like', 4],
    ]);
    const gram = gramMatrix(likeMatrix(data, 4));
    expect([...gram]).toEqual([2, 1, 1, 2]);
    const weights = await easeWeights(gram, { items: 2, lambda: 1 });
    for (const [at, value] of [0, 1 / 3, 1 / 3, 0].entries()) expect(weights[at]).toBeCloseTo(value, 6);
  });

  it('divides by the column’s diagonal', async () => {
    // [[2, 1], [1, 4]] has the inverse [[4, -1], [-1, 2]] / 7: 1/2 above the diagonal, 1/4 below it.
    const weights = await easeWeights(Float32Array.of(1, 1, 1, 3), { items: 2, lambda: 1 });
    for (const [at, value] of [0, 1 / 2, 1 / 4, 0].entries()) expect(weights[at]).toBeCloseTo(value, 6);
  });
});

describe('invertPositiveDefinite()', () => {
  it('inverts by blocks what is wider than one, and leaves no tensor', async () => {
    const width = 301;
    const random = createRandom(8);
    const factor = Float64Array.from({ length: width * width }, () => random() - 0.5);
    const matrix = new Float32Array(width * width);
    for (let row = 0; row < width; row++)
      for (let column = 0; column < width; column++) {
        let sum = row === column ? 5 : 0;
        for (let at = 0; at < width; at++) sum += factor[row * width + at]! * factor[column * width + at]!;
        matrix[row * width + column] = sum;
      }
    const inverse = matrix.slice();
    const before = tf.memory().numTensors;
    await invertPositiveDefinite(inverse, { width });
    expect(tf.memory().numTensors).toBe(before);
    let worst = 0;
    for (let row = 0; row < width; row++)
      for (let column = 0; column < width; column++) {
        let sum = row === column ? -1 : 0;
        for (let at = 0; at < width; at++) sum += matrix[row * width + at]! * inverse[at * width + column]!;
        worst = Math.max(worst, Math.abs(sum));
      }
    expect(worst).toBeLessThan(1e-4);
  });

  it('refuses what is not positive definite', async () => {
    await expect(invertPositiveDefinite(Float32Array.of(1, 2, 2, 1), { width: 2 })).rejects.toThrow(
      'not positive definite at row 1',
    );
  });
});
