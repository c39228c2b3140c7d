import * as tf from '@tensorflow/tfjs';
import type { GraphModel } from '../../../batch/publish/graph-model/graph-model.ts';

/** The stored form as tfjs-converter takes it from memory. */
export function loadWithTfjs({ modelJson, weights }: GraphModel): tf.io.IOHandler {
  const model = JSON.parse(modelJson);
  return tf.io.fromMemory({
    ...model,
    weightSpecs: model.weightsManifest[0].weights,
    weightData: weights.buffer,
  });
}
