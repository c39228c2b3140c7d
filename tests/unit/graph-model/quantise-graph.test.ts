import { beforeAll, describe, expect, it } from 'vitest';
import { buildUserTowerGraph } from '../../../batch/publish/graph-model/build-user-tower-graph.ts';
import { quantiseGraph } from '../../../batch/publish/graph-model/quantise-graph.ts';
import { runUserTower } from '../../../batch/publish/run-user-tower.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { goldenInput } from '../../../shared/features/golden-input.ts';
import { seededNumbers } from '../../contract/support/seeded-numbers.ts';
import { catchError } from '../train/support/catch-error.ts';

const dim = 64;
const weights = { kernel: seededNumbers(1, 3 * dim * dim, 0.1), bias: seededNumbers(2, dim, 0.1) };
const whole = buildUserTowerGraph(weights, dim);
const half = quantiseGraph(whole);

beforeAll(async () => {
  await selectBackend('wasm');
});

describe('quantiseGraph()', () => {
  it('halves the matrices and nothing else', () => {
    // Kernel 3 * 64 * 64 values at 2 bytes in place of 4.
    expect(whole.weights.length - half.weights.length).toBe(3 * dim * dim * 2);
    const specs = JSON.parse(half.modelJson).weightsManifest[0].weights;
    expect(
      specs.filter((spec: object) => 'quantization' in spec).map((spec: { name: string }) => spec.name),
    ).toEqual(['kernel']);
  });

  it('gives almost the same embeddings, and zeros for zeros where there is no bias', async () => {
    const inputs = [1, 2, 3].map((seed) => goldenInput(seed, 3 * dim));
    const [a, b] = [await runUserTower(whole, dim, inputs), await runUserTower(half, dim, inputs)];
    for (const [at, embedding] of a.entries()) {
      const cosine = embedding.reduce((sum, value, index) => sum + value * b[at]![index]!, 0);
      expect(1 - cosine).toBeLessThan(1e-6);
      expect(b[at]).not.toEqual(embedding);
    }
    const unbiased = quantiseGraph(buildUserTowerGraph({ ...weights, bias: new Float32Array(dim) }, dim));
    expect(await runUserTower(unbiased, dim, [new Float32Array(3 * dim)])).toEqual([new Float32Array(dim)]);
  });

  it('refuses what float16 cannot hold', async () => {
    const kernel = weights.kernel.slice();
    kernel[5] = 70_000;
    expect(
      await catchError(async () => quantiseGraph(buildUserTowerGraph({ ...weights, kernel }, dim))),
    ).toMatchObject({ code: 'INVALID_DATA', message: 'Cannot write kernel as float16: it holds 70000' });
  });
});
