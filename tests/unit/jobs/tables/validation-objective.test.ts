import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelTables } from '../../../../batch/io/model-tables.ts';
import { validationObjective } from '../../../../batch/jobs/tables/validation-objective.ts';
import { selectBackend } from '../../../../batch/train/backend/select-backend.ts';
import { makeTrainingSet } from '../../train/support/make-training-set.ts';
import { tinyConfig } from '../../train/support/tiny-config.ts';

const config = tinyConfig({ dim: 2 });
// Ann liked item 0 and then, in the validation part, item 1; item 2 is what she likes in the test part.
const data = {
  ...makeTrainingSet(30, [
    ['ann', 0, 'like', 1],
    ['ann', 1, 'like', 2],
    ['ann', 2, 'like', 3],
  ]),
  split: { trainEnd: 1, validationEnd: 2 },
};

/** The user is the bias [1, 0]; items follow one another by the angle to it, in the order given, and 0 is history. */
function ranking(order: number[]): ModelTables {
  const embeddings = new Float32Array(60);
  const rest = Array.from({ length: 30 }, (_, item) => item).filter((item) => !order.includes(item));
  for (const [at, item] of [...order, ...rest].entries())
    embeddings.set([Math.cos(at / 20), Math.sin(at / 20)], 2 * item);
  return {
    dim: 2,
    historyInputs: new Float32Array(60),
    embeddings,
    userTower: { kernel: new Float32Array(12), bias: Float32Array.of(1, 0) },
    itemTower: { kind: 'trained', contentKernel: new Float32Array(0) },
  };
}

beforeAll(async () => {
  await selectBackend('wasm');
});

describe('validationObjective()', () => {
  it('is NDCG@10 + Recall@20 of what is liked next, by the training part as history', async () => {
    const quality = await validationObjective(data, config);
    // Item 0 is known and not shown. Item 1 first: 1 + 1; third: 1/log2(4) + 1; twelfth: 0 + 1; last: 0.
    expect(await quality(ranking([0, 1]))).toBeCloseTo(2, 6);
    expect(await quality(ranking([5, 6, 1]))).toBeCloseTo(1.5, 6);
    expect(await quality(ranking([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 1]))).toBeCloseTo(1, 6);
    const others = Array.from({ length: 30 }, (_, item) => item).filter((item) => item !== 1);
    expect(await quality(ranking([...others, 1]))).toBe(0);
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const quality = await validationObjective(data, config);
    await quality(ranking([1]));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a validation part in which nobody likes anything', async () => {
    const noLike = { ...data, isLike: Uint8Array.of(1, 0, 1) };
    await expect(validationObjective(noLike, config)).rejects.toThrow(
      'nobody likes anything new in the validation',
    );
  });
});
