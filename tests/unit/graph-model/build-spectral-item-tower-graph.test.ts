import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildSpectralItemTowerGraph } from '../../../batch/publish/graph-model/build-spectral-item-tower-graph.ts';
import { loadWithTfjs } from './load-with-tfjs.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

// Two content features, dim 4, [value | slack | value | slack], a prefix of norm² 0.36: the rest has 0.64.
const nested = {
  kind: 'spectral' as const,
  historyKernel: Float32Array.of(1, 0, 2, 0, 0, 0, 3, 0),
  embeddingKernel: Float32Array.of(0.6, 0, 0, 0, 0, 0, 0.4, 0),
  prefix: 2,
  prefixNormSquared: 0.36,
};

async function run(tower: typeof nested, content: number[][]): Promise<number[][]> {
  const model = await tf.loadGraphModel(loadWithTfjs(buildSpectralItemTowerGraph(tower, 4)));
  const outputs = model.execute({ content: tf.tensor2d(content) }, ['history_input', 'embedding']);
  return (outputs as tf.Tensor[]).map((output) => Array.from(output.dataSync()));
}

const near = (values: number[]) => values.map((value) => expect.closeTo(value, 5));

describe('buildSpectralItemTowerGraph()', () => {
  test('fills the slack of both parts', async () => {
    const [history, embedding] = await run(nested, [
      [1, 1],
      [0.5, 0],
      [0, 0],
    ]);
    expect(history).toEqual(near([1, 0, 5, 0, 0.5, 0, 1, 0, 0, 0, 0, 0]));
    // [0.6, 0 | 0.4, sqrt(0.64 - 0.16)], [0.3, sqrt(0.36 - 0.09) | 0, 0.8], [0, 0.6 | 0, 0.8].
    const expected = [0.6, 0, 0.4, Math.sqrt(0.48), 0.3, Math.sqrt(0.27), 0, 0.8, 0, 0.6, 0, 0.8];
    expect(embedding!.map((value) => Math.round(1e3 * value) / 1e3)).toEqual(
      expected.map((value) => expect.closeTo(value, 3)),
    );
  });

  test('shortens a part that is too long', async () => {
    // 2 * 0.6 = 1.2 becomes 0.6, 4 * 0.4 = 1.6 becomes 0.8; no slack is left.
    const [, embedding] = await run(nested, [[2, 4]]);
    expect(embedding).toEqual(near([0.6, 0, 0.8, 0]));
  });

  test('has one slack where the prefix is the whole, and no NaN for a part without length', async () => {
    const whole = { ...nested, prefix: 4, prefixNormSquared: 1 };
    const [, embedding] = await run(whole, [[1, 1]]);
    expect(embedding).toEqual(near([0.6, 0, 0.4, Math.sqrt(1 - 0.36 - 0.16)]));
    const empty = { ...nested, prefixNormSquared: 1 };
    expect((await run(empty, [[1, 0]]))[1]).toEqual(near([0.6, 0.8, 0, 0]));
  });
});
