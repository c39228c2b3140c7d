import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildItemTowerGraph } from '../../../batch/publish/graph-model/build-item-tower-graph.ts';
import { loadWithTfjs } from './load-with-tfjs.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

// Three content features, dim 2.
const contentKernel = Float32Array.of(1, 0, 0, 2, 0, 0);

describe('buildItemTowerGraph()', () => {
  test('adds the content to the id embedding and gives the sum and its unit vector', async () => {
    const graph = buildItemTowerGraph({ contentKernel }, { dim: 2, contentWidth: 3 });
    const model = await tf.loadGraphModel(loadWithTfjs(graph));
    // Seen item: [2, 2] + 1 * [1, 0] + 1 * [0, 2] = [3, 4], length 5. Unseen: [0, 0] + 0.5 * [1, 0] = [0.5, 0].
    const id_embedding = tf.tensor2d([2, 2, 0, 0], [2, 2]);
    const content = tf.tensor2d([1, 1, 7, 0.5, 0, 0], [2, 3]);
    const outputs = model.execute({ id_embedding, content }, ['history_input', 'embedding']) as tf.Tensor[];
    expect(Array.from(outputs[0]!.dataSync())).toEqual([3, 4, 0.5, 0]);
    const expected = [0.6, 0.8, 1, 0];
    for (const [index, value] of outputs[1]!.dataSync().entries())
      expect(value).toBeCloseTo(expected[index]!, 6);
  });

  test('names its inputs and outputs', () => {
    const { modelJson } = buildItemTowerGraph({ contentKernel }, { dim: 2, contentWidth: 3 });
    const { signature } = JSON.parse(modelJson);
    expect(Object.keys(signature.inputs)).toEqual(['id_embedding', 'content']);
    expect(Object.keys(signature.outputs)).toEqual(['history_input', 'embedding']);
  });

  test('refuses a kernel of another size', () => {
    expect(() => buildItemTowerGraph({ contentKernel }, { dim: 2, contentWidth: 2 })).toThrow(
      new RangeError('Cannot build a graph: content_kernel holds 6 values, its shape [2, 2] takes 4'),
    );
  });
});
