import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../../../batch/random/create-random.ts';
import { selectBackend } from '../../../../batch/train/backend/select-backend.ts';
import { sparseMatrix } from '../../../../batch/train/sparse-matrix.ts';
import { ridgeRegression } from '../../../../batch/train/spectral/ridge-regression.ts';
import { solveByGradients } from '../../../../batch/train/spectral/solve-by-gradients.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

describe('ridge regression', () => {
  // One feature, rows of 1 with targets (2, 0) weight 3 and (0, 4) weight 1, lambda 4: (6, 4) / (3 + 1 + 4).
  const content = sparseMatrix([0, 0].map((feature) => ({ indices: [feature], values: [1] })));
  const targets = Float32Array.of(2, 0, 0, 4);
  const options = { contentWidth: 1, width: 2, weights: Float32Array.of(3, 1), ridge: 4 };

  test.each([ridgeRegression, solveByGradients])('%o solves a case by hand', async (solve) => {
    const solution = await solve(content, targets, options);
    expect(Array.from(solution)).toEqual([0.75, 0.5].map((value) => expect.closeTo(value, 5)));
  });

  test('both ways agree', async () => {
    const random = createRandom(9);
    const rows = Array.from({ length: 50 }, () => {
      const indices = [0, ...[1, 2, 3, 4, 5, 6].filter(() => random() < 0.4)];
      return { indices, values: indices.map(() => random() - 0.3) };
    });
    const matrix = sparseMatrix(rows);
    const dense = Float32Array.from({ length: 50 * 3 }, () => random() - 0.5);
    const weights = Float32Array.from({ length: 50 }, () => Math.floor(4 * random()));
    const settings = { contentWidth: 7, width: 3, weights, ridge: 0.5 };
    const direct = await ridgeRegression(matrix, dense, settings);
    const iterated = await solveByGradients(matrix, dense, settings);
    // Gradients stop at a ten thousandth.
    for (const [at, value] of direct.entries()) expect(iterated[at]).toBeCloseTo(value, 3);
  });
});
