import * as tf from '@tensorflow/tfjs';
import type { GraphModel } from './graph-model/graph-model.ts';

/** Loads a stored user tower and runs it on inputs of shape [3 * dim]; unit embeddings of shape [dim] come back. */
export async function runUserTower(
  { modelJson, weights }: GraphModel,
  dim: number,
  inputs: readonly Float32Array[],
): Promise<Float32Array[]> {
  const { modelTopology, weightsManifest, signature, format } = JSON.parse(modelJson);
  const model = await tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology,
      signature,
      format,
      weightSpecs: weightsManifest.flatMap(
        (group: { weights: tf.io.WeightsManifestEntry[] }) => group.weights,
      ),
      weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
    }),
  );
  try {
    return inputs.map((input) => {
      const x = tf.tensor2d(input, [1, 3 * dim]);
      const embedding = model.predict(x) as tf.Tensor;
      const values = embedding.dataSync<'float32'>() as Float32Array;
      tf.dispose([x, embedding]);
      return values;
    });
  } finally {
    model.dispose();
  }
}
