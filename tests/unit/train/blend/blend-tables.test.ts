import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ModelTables } from '../../../../batch/io/model-tables.ts';
import type { BlendLayout } from '../../../../batch/train/blend/blend-layout.ts';
import { blendTables } from '../../../../batch/train/blend/blend-tables.ts';
import { tinyConfig } from '../support/tiny-config.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const likesOnly = (dim: number): ModelTables['userTower'] => {
  const kernel = new Float32Array(3 * dim * dim);
  for (let at = 0; at < dim; at++) kernel[at * dim + at] = 1;
  return { kernel, bias: new Float32Array(dim) };
};

// Two items. Trained: history (3, 4) and (0, 2); at unit length (0.6, 0.8) and (0, 1).
const trained: ModelTables = {
  dim: 2,
  historyInputs: Float32Array.of(3, 4, 0, 2),
  embeddings: Float32Array.of(0.6, 0.8, 0, 1),
  userTower: likesOnly(2),
  itemTower: { kind: 'trained', contentKernel: Float32Array.of(1, 2) },
};
// Spectral: one value and its slack.
const spectral: ModelTables = {
  dim: 2,
  historyInputs: Float32Array.of(0.5, 0, 0.1, 0),
  embeddings: Float32Array.of(0.8, 0.6, 0, 1),
  userTower: likesOnly(2),
  itemTower: {
    kind: 'spectral',
    historyKernel: Float32Array.of(0.3, 0),
    embeddingKernel: Float32Array.of(0.4, 0),
    parts: [{ from: 0, to: 1, slack: 1, normSquared: 1 }],
  },
};
const layout: BlendLayout = {
  ...{ dim: 5, trainedDim: 2, spectralDim: 2, spectralPrefix: 2 },
  trained: Int32Array.of(0, 1),
  spectral: Int32Array.of(2, 3),
};
const people = [[0]];
const blend = (weight: number) =>
  blendTables(
    { trained, spectral },
    { layout, weight, temperature: 0.1, history: tinyConfig().history, people },
  );
const half = Math.SQRT1_2;
const near = (values: number[]) => values.map((value) => expect.closeTo(value, 5));

describe('blendTables()', () => {
  test('puts both side by side, each with half of the squared length', () => {
    const { historyInputs, embeddings } = blend(2).tables;
    // Spectral ones 5 times as long: see below.
    expect([...historyInputs]).toEqual(near([3, 4, 2.5, 0, 0, 0, 2, 0.5, 0, 0]));
    const expected = [0.6, 0.8, 0.8, 0.6, 0, 0, 1, 0, 1, 0].map((value) => half * value);
    expect([...embeddings]).toEqual(near(expected));
  });

  test('brings the spectral scores to so much of the spread of the trained ones', () => {
    // The person likes item 0. Trained scores: (3, 4)·(0.6, 0.8) = 5 and 4: deviation 0.5. Spectral: 0.5 · 0.8 = 0.4 and
    // 0: deviation 0.2. For a weight of 2 spectral history inputs are 2 · 0.5 / 0.2 = 5 times as long,
    // and the tower takes them as they are.
    const { kernel } = blend(2).tables.userTower;
    expect([0, 1, 2, 3, 4].map((at) => kernel[at * 5 + at])).toEqual(near([1, 1, 1, 1, 0]));
    expect(kernel.filter((value) => value !== 0)).toHaveLength(4);
  });

  test('keeps what the trained part weighs in the logits', () => {
    // The person's vector is (3, 4, 5 · 0.5, 0): length sqrt(31.25). The trained cosine of item 0 was 1 and its logit 10.
    const { temperature, tables } = blend(2);
    const user = [3, 4, 2.5, 0, 0].map((value) => value / Math.sqrt(31.25));
    const trainedPart = user[0]! * tables.embeddings[0]! + user[1]! * tables.embeddings[1]!;
    expect(trainedPart / temperature).toBeCloseTo(10, 4);
  });

  test('describes new items in the same columns', () => {
    const { itemTower } = blend(2).tables;
    if (itemTower.kind !== 'blended') throw new TypeError(itemTower.kind);
    const { historyKernel, ...rest } = itemTower;
    expect([...historyKernel]).toEqual(near([1, 2, 1.5, 0, 0]));
    expect(rest).toEqual({
      kind: 'blended',
      embeddingKernel: Float32Array.of(0, 0, 0.4 * half, 0, 0),
      parts: [{ from: 2, to: 3, slack: 3, normSquared: 0.5 }],
      trained: { columns: layout.trained, normSquared: 0.5 },
    });
  });

  test('refuses tables of another kind, and leaks no tensor', () => {
    const before = tf.memory().numTensors;
    blend(1);
    expect(tf.memory().numTensors).toBe(before);
    const history = tinyConfig().history;
    const options = { layout, weight: 1, temperature: 0.1, history, people };
    expect(() => blendTables({ trained: spectral, spectral }, options)).toThrow(RangeError);
  });
});
