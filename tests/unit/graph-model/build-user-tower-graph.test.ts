import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildUserTowerGraph } from '../../../batch/publish/graph-model/build-user-tower-graph.ts';
import { loadWithTfjs } from './load-with-tfjs.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

// dim 2: rows of the kernel are the six inputs.
const weights = {
  kernel: Float32Array.of(1, 0, 0, 1, 1, 1, 2, 0, 0, 0, 0, 0),
  bias: Float32Array.of(0, 1),
};

describe('buildUserTowerGraph()', () => {
  test('computes the unit vector of x · kernel + bias', async () => {
    const model = await tf.loadGraphModel(loadWithTfjs(buildUserTowerGraph(weights, 2)));
    // [1, 2, 0, 0, 0, 0]: 1 * [1, 0] + 2 * [0, 1] + [0, 1] = [1, 3], length sqrt(10)
    // [0, 0, 1, 1, 9, 9]: [1, 1] + [2, 0] + [0, 1] = [3, 2], length sqrt(13)
    const x = tf.tensor2d([1, 2, 0, 0, 0, 0, 0, 0, 1, 1, 9, 9], [2, 6]);
    const output = model.execute({ x }, 'embedding') as tf.Tensor;
    expect(output.shape).toEqual([2, 2]);
    const expected = [1 / Math.sqrt(10), 3 / Math.sqrt(10), 3 / Math.sqrt(13), 2 / Math.sqrt(13)];
    for (const [index, value] of output.dataSync().entries()) expect(value).toBeCloseTo(expected[index]!, 6);
  });

  test('gives zeros for zeros', async () => {
    const model = await tf.loadGraphModel(
      loadWithTfjs(buildUserTowerGraph({ ...weights, bias: new Float32Array(2) }, 2)),
    );
    const output = model.predict(tf.zeros([1, 6])) as tf.Tensor;
    expect(Array.from(output.dataSync())).toEqual([0, 0]);
  });

  test('gives the same bytes each time, the weights in the order of the list', () => {
    const first = buildUserTowerGraph(weights, 2);
    const second = buildUserTowerGraph(weights, 2);
    expect(second).toEqual(first);
    // 12 of the kernel, 2 of the bias, the axis and the smallest sum: 16 values of 4 bytes.
    expect(first.weights.byteLength).toBe(64);
    const floats = new Float32Array(first.weights.buffer);
    expect(Array.from(floats.subarray(0, 14))).toEqual([...weights.kernel, ...weights.bias]);
  });

  test('takes a view into a larger buffer', () => {
    const buffer = Float32Array.of(9, ...weights.kernel, 9);
    const view = buildUserTowerGraph({ ...weights, kernel: buffer.subarray(1, 13) }, 2);
    expect(view).toEqual(buildUserTowerGraph(weights, 2));
  });

  test('refuses weights of another size', () => {
    expect(() => buildUserTowerGraph({ ...weights, bias: Float32Array.of(0) }, 2)).toThrow(
      new RangeError('Cannot build a graph: bias holds 1 values, its shape [2] takes 2'),
    );
  });
});
