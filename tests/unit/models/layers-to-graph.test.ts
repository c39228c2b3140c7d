import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readForeignTower } from '../../../batch/publish/foreign/read-foreign-tower.ts';
import { loadGraph } from '../../../batch/publish/graph-model/load-graph.ts';
import { serialiseGraph } from '../../../batch/publish/graph-model/serialise-graph.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { maxAbsDifference } from '../../contract/support/max-abs-difference.ts';
import { seededNumbers } from '../../contract/support/seeded-numbers.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../train/support/catch-error.ts';
import { saveLayersModel } from './support/save-layers-model.ts';

const width = 6;
const rows = 3;
const values = seededNumbers(3, rows * width, 1);

beforeAll(async () => {
  await selectBackend('wasm');
});

async function convert(model: tf.LayersModel) {
  const folder = newTempFolder();
  await saveLayersModel(model, folder);
  return readForeignTower(path.join(folder, 'model.json'));
}

/** The largest difference between what TF.js says and what the graph says. */
async function differenceOf(model: tf.LayersModel): Promise<number> {
  const { graph } = await convert(model);
  const predicted = model.predict(tf.tensor2d(values, [rows, width])) as tf.Tensor;
  const loaded = await loadGraph(serialiseGraph(graph));
  const inputs = { [graph.inputs[0]!.name]: values };
  const [computed] = loaded.run({ rows, inputs, outputs: [graph.outputs[0]!.name] });
  return maxAbsDifference(computed!, predicted.dataSync());
}

/** Weights that are not the ones a layer starts with. */
function draw(model: tf.LayersModel): tf.LayersModel {
  const drawn = model.getWeights().map((weight, at) => {
    const numbers = seededNumbers(20 + at, weight.size, 0.4);
    // Variances must not be negative.
    return tf.tensor(
      weight.rank === 1 ? numbers.map((value) => Math.abs(value) + 0.1) : numbers,
      weight.shape,
    );
  });
  model.setWeights(drawn);
  return model;
}

describe('layersToGraph()', () => {
  it('computes what a Sequential of dense layers does', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 5, inputShape: [width], activation: 'relu' }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 4, activation: 'tanh', useBias: false }),
        tf.layers.dense({ units: 4, useBias: false }),
        tf.layers.activation({ activation: 'sigmoid' }),
      ],
    });
    expect(await differenceOf(draw(model))).toBeLessThan(1e-6);
  });

  it('computes what a functional model with a skip, a concatenation and normalisation does', async () => {
    const input = tf.input({ shape: [width] });
    const a = tf.layers.dense({ units: width, activation: 'elu' }).apply(input) as tf.SymbolicTensor;
    const normal = tf.layers.batchNormalization({ epsilon: 0.01 }).apply(a) as tf.SymbolicTensor;
    const sum = tf.layers.add().apply([input, normal]) as tf.SymbolicTensor;
    const both = tf.layers.concatenate().apply([sum, a]) as tf.SymbolicTensor;
    const output = tf.layers.reLU().apply(tf.layers.dense({ units: 3 }).apply(both)) as tf.SymbolicTensor;
    expect(await differenceOf(draw(tf.model({ inputs: input, outputs: output })))).toBeLessThan(1e-6);
  });

  it('adds and concatenates three', async () => {
    const input = tf.input({ shape: [width] });
    const dense = (units: number) => tf.layers.dense({ units }).apply(input) as tf.SymbolicTensor;
    const sum = tf.layers.add().apply([dense(4), dense(4), dense(4)]) as tf.SymbolicTensor;
    const all = tf.layers.concatenate({ axis: 1 }).apply([sum, input, dense(2)]) as tf.SymbolicTensor;
    const output = tf.layers.dense({ units: 3 }).apply(all) as tf.SymbolicTensor;
    expect(await differenceOf(draw(tf.model({ inputs: input, outputs: output })))).toBeLessThan(1e-6);
  });

  it('names the layer that it does not know', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [width] }),
        tf.layers.layerNormalization({ name: 'odd_one' }),
      ],
    });
    expect(await catchError(() => convert(model))).toMatchObject({
      code: 'INVALID_DATA',
      message: 'Cannot convert the LayersModel: layer odd_one is of the unknown kind LayerNormalization',
    });
  });

  it('names the activation that it does not know', async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ name: 'first', units: 4, inputShape: [width], activation: 'softsign' })],
    });
    expect(await catchError(() => convert(model))).toMatchObject({
      message: 'Cannot convert the LayersModel: layer first has the unknown activation "softsign"',
    });
  });
});
