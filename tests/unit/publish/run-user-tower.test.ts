import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenVectors } from '../../../batch/publish/golden-vectors.ts';
import { buildUserTowerGraph } from '../../../batch/publish/graph-model/build-user-tower-graph.ts';
import { runUserTower } from '../../../batch/publish/run-user-tower.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { goldenInput } from '../../../shared/features/golden-input.ts';
import { maxAbsDifference } from '../../contract/support/max-abs-difference.ts';
import { plainUserTower } from '../../contract/support/plain-user-tower.ts';
import { seededNumbers } from '../../contract/support/seeded-numbers.ts';

const dim = 16;
const weights = { kernel: seededNumbers(1, 3 * dim * dim, 0.25), bias: seededNumbers(2, dim, 0.1) };
const tower = buildUserTowerGraph(weights, dim);
const inputs = [3, 4, 5].map((seed) => goldenInput(seed, 3 * dim));

beforeAll(async () => {
  await selectBackend('wasm');
});

describe('runUserTower()', () => {
  it('gives what a plain loop gives', async () => {
    const embeddings = await runUserTower(tower, dim, inputs);
    for (const [at, embedding] of embeddings.entries())
      expect(maxAbsDifference(embedding, plainUserTower(inputs[at]!, { dim, ...weights }))).toBeLessThan(
        1e-6,
      );
  });

  it('takes weights that are a view into a larger buffer, as a file read from disk is', async () => {
    const larger = new Uint8Array(tower.weights.length + 8);
    larger.set(tower.weights, 4);
    const view = larger.subarray(4, 4 + tower.weights.length);
    const expected = await runUserTower(tower, dim, inputs);
    expect(await runUserTower({ ...tower, weights: view }, dim, inputs)).toEqual(expected);
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await runUserTower(tower, dim, inputs);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('goldenVectors()', () => {
  it('embeds the inputs of seeds 0, 1 and 2, of which the first is nobody’s history', async () => {
    const golden = await goldenVectors(tower, dim);
    expect(golden.map(({ seed }) => seed)).toEqual([0, 1, 2]);
    // Zeros in: the bias at unit length.
    const length = Math.hypot(...weights.bias);
    expect(
      maxAbsDifference(
        golden[0]!.embedding,
        weights.bias.map((value) => value / length),
      ),
    ).toBeLessThan(1e-6);
    expect(maxAbsDifference(golden[1]!.embedding, golden[2]!.embedding)).toBeGreaterThan(0.01);
  });
});
