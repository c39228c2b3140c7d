import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../../batch/train/backend/select-backend.ts';
import { sparseMatrix } from '../../../../batch/train/sparse-matrix.ts';
import {
  type SpectralOptions,
  spectralFactors,
  spectralTables,
} from '../../../../batch/train/spectral/spectral-tables.ts';
import { makeTrainingSet } from '../support/make-training-set.ts';
import { tinyConfig } from '../support/tiny-config.ts';

// Items 0 and 1 go together (two people), items 2 and 3 (one person), nobody likes item 4.
const data = makeTrainingSet(5, [
  ['ann', 0, 'like', 1],
  ['ann', 1, 'like', 2],
  ['ben', 0, 'like', 3],
  ['ben', 1, 'like', 4],
  ['cat', 2, 'like', 5],
  ['cat', 3, 'like', 6],
]);
// The first feature marks items 0 and 1, the second 2, 3 and 4.
const content = {
  width: 2,
  matrix: sparseMatrix([0, 0, 1, 1, 1].map((feature) => ({ indices: [feature], values: [1] }))),
};
const options = { trainRows: 6, content };
const config = tinyConfig({ dim: 8 });

beforeAll(async () => {
  await selectBackend('wasm');
});

/** Factors and tables of one width. */
const makeTables = async (given: typeof data, settings: typeof config, how: SpectralOptions) =>
  spectralTables(await spectralFactors(given, settings, how), settings, how.signal);

const dot = (a: Float32Array, i: number, b: Float32Array, j: number, dim = 8): number =>
  a.subarray(i * dim, (i + 1) * dim).reduce((sum, value, at) => sum + value * b[j * dim + at]!, 0);

describe('spectralTables()', () => {
  test('scores items as the formula says, by hand', async () => {
    const { historyInputs, embeddings } = await makeTables(data, config, options);
    // V V' is 1/2 within a group and 0 across; s is 1. Items of the first group have degree 2, of the second 1, so that
    // history_input · (V D^1/2) is 1/2 · sqrt(2) / sqrt(2) = 1/2 and 1/2 · 1 / 1 = 1/2. |V D^1/2|² is 1 and 1/2: M = 1.
    expect(dot(historyInputs, 0, embeddings, 1)).toBeCloseTo(0.5, 4);
    expect(dot(historyInputs, 2, embeddings, 3)).toBeCloseTo(0.5, 4);
    expect(dot(historyInputs, 0, embeddings, 2)).toBeCloseTo(0, 4);
    expect(embeddings[0 * 8 + 7]).toBeCloseTo(0, 2);
    expect(embeddings[2 * 8 + 7]).toBeCloseTo(Math.sqrt(0.5), 4);
    expect([7, 15, 23].map((at) => historyInputs[at])).toEqual([0, 0, 0]);
  });

  test('gives an item without likes its row from content', async () => {
    const { historyInputs, embeddings, itemTower } = await makeTables(data, config, options);
    // Ridge on one feature with weights 1 + 1 and lambda 10: 2 / 12 of the mean of items 2 and 3, which are equal.
    expect(dot(historyInputs, 4, embeddings, 2)).toBeCloseTo(0.5 / 6, 4);
    expect(dot(historyInputs, 2, embeddings, 4)).toBeCloseTo(0.5 / 6, 4);
    expect(dot(embeddings, 4, embeddings, 4)).toBeCloseTo(1, 5);
    expect(itemTower).toMatchObject({
      kind: 'spectral',
      parts: [{ from: 0, to: 7, slack: 7, normSquared: 1 }],
    });
  });

  test('draws items with few likes towards their content', async () => {
    const shrunk = { ...config, spectral: { ...config.spectral, contentShrinkage: 1 } };
    const { historyInputs } = await makeTables(data, shrunk, options);
    const plain = await makeTables(data, config, options);
    // Item 2 has one like: half its own row, half 2/12 of the same row.
    const share =
      dot(historyInputs, 2, historyInputs, 2) / dot(plain.historyInputs, 2, plain.historyInputs, 2);
    expect(Math.sqrt(share)).toBeCloseTo(0.5 + 0.5 / 6, 4);
  });

  test('pads with zeros what the rank does not fill, in units and without NaN', async () => {
    const wide = await makeTables(data, tinyConfig({ dim: 300 }), options);
    expect(wide.historyInputs.every(Number.isFinite)).toBe(true);
    for (let item = 0; item < 5; item++) {
      expect(dot(wide.embeddings, item, wide.embeddings, item, 300)).toBeCloseTo(1, 5);
    }
    expect(dot(wide.historyInputs, 0, wide.embeddings, 1, 300)).toBeCloseTo(0.5, 4);
    expect(wide.itemTower).toMatchObject({
      parts: [
        { to: 255, slack: 255 },
        { from: 256, slack: 299 },
      ],
    });
  });

  test('uses no more singular vectors than asked for', async () => {
    const one = { ...config, spectral: { ...config.spectral, rank: 1 } };
    const { historyInputs } = await makeTables(data, one, options);
    for (let item = 0; item < 5; item++) {
      expect(historyInputs.subarray(item * 8 + 1, (item + 1) * 8).every((value) => value === 0)).toBe(true);
    }
  });

  test('builds the user tower from the weights of its blocks', async () => {
    const spectral = { ...config.spectral, recentWeight: 0.25, nopeWeight: 0.5 };
    const { userTower } = await makeTables(data, { ...config, spectral }, options);
    const diagonal = [0, 8, 16].map((row) => userTower.kernel[(row + 3) * 8 + 3]);
    expect(diagonal).toEqual([1, 0.25, -0.5]);
    expect(userTower.kernel.filter((value) => value !== 0)).toHaveLength(24);
    expect(userTower.bias).toEqual(new Float32Array(8));
  });

  test('gives the same tables again and leaks no tensor', async () => {
    const first = await makeTables(data, config, options);
    const before = tf.memory().numTensors;
    expect(await makeTables(data, config, options)).toEqual(first);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('reports its steps and stops between them', async () => {
    const steps: number[] = [];
    const controller = new AbortController();
    const reason = new Error('stopped');
    const onProgress = ({ step }: { step: number }): void => {
      steps.push(step);
      if (step === 3) controller.abort(reason);
    };
    const work = makeTables(data, config, { ...options, onProgress, signal: controller.signal });
    await expect(work).rejects.toBe(reason);
    expect(steps).toEqual([0, 1, 2, 3]);
  });

  test('refuses data without likes', async () => {
    const nopes = makeTrainingSet(2, [['ann', 0, 'nope', 1]]);
    await expect(makeTables(nopes, config, { ...options, trainRows: 1 })).rejects.toMatchObject({
      code: 'NOT_ENOUGH_DATA',
    });
  });
});
