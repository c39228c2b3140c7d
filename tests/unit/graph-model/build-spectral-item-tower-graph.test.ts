import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ItemTower, SlackPart } from '../../../batch/io/model-tables.ts';
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
  parts: [
    { from: 0, to: 1, slack: 1, normSquared: 0.36 },
    { from: 2, to: 3, slack: 3, normSquared: 0.64 },
  ],
};

async function run(tower: Exclude<ItemTower, { kind: 'trained' }>, content: number[][]): Promise<number[][]> {
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
    const whole = { ...nested, parts: [{ from: 0, to: 3, slack: 3, normSquared: 1 }] };
    const [, embedding] = await run(whole, [[1, 1]]);
    expect(embedding).toEqual(near([0.6, 0, 0.4, Math.sqrt(1 - 0.36 - 0.16)]));
    const [first, second] = nested.parts as [SlackPart, SlackPart];
    const empty = {
      ...nested,
      parts: [
        { ...first, normSquared: 1 },
        { ...second, normSquared: 0 },
      ],
    };
    expect((await run(empty, [[1, 0]]))[1]).toEqual(near([0.6, 0.8, 0, 0]));
  });

  test('adds the direction of the trained columns of a blended tower', async () => {
    // [trained | value | slack | trained]: history [3, 2, 0, 4], of which (3, 4) has length 5; half of the square is
    // trained, so (3, 4) / 5 · sqrt(1/2); of the other half 0.3² is in the value, the rest in the slack.
    const blended = {
      kind: 'blended' as const,
      historyKernel: Float32Array.of(3, 2, 0, 4),
      embeddingKernel: Float32Array.of(0, 0.3, 0, 0),
      parts: [{ from: 1, to: 2, slack: 2, normSquared: 0.5 }],
      trained: { columns: Int32Array.of(0, 3), normSquared: 0.5 },
    };
    const [history, embedding] = await run(blended, [[1], [0]]);
    expect(history).toEqual(near([3, 2, 0, 4, 0, 0, 0, 0]));
    const half = Math.SQRT1_2;
    expect(embedding).toEqual(near([0.6 * half, 0.3, Math.sqrt(0.41), 0.8 * half, 0, 0, half, 0]));
  });
});
