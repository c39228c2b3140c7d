import * as tf from '@tensorflow/tfjs';
import type { GraphModel } from './graph-model.ts';

export interface GraphCall {
  rows: number;
  /** By name, each of shape [rows, width], row-major. */
  inputs: Record<string, Float32Array>;
  outputs: readonly string[];
}

export interface LoadedGraph {
  /** Names of its inputs. */
  inputs: readonly string[];
  /** The outputs asked for, each of shape [rows, width], row-major. */
  run(call: GraphCall): Float32Array[];
  dispose(): void;
}

/** Loads a stored graph into TF.js, whose backend must have been selected. Throws what TF.js throws at a broken one. */
export async function loadGraph({ modelJson, weights }: GraphModel): Promise<LoadedGraph> {
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
  return {
    inputs: model.inputNodes.map((name) => name.replace(/:\d+$/, '')),
    run({ rows, inputs, outputs }) {
      const given = Object.fromEntries(
        Object.entries(inputs).map(([name, values]) => [
          name,
          tf.tensor2d(values, [rows, values.length / rows]),
        ]),
      );
      const found = model.execute(given, [...outputs]);
      const tensors = Array.isArray(found) ? found : [found];
      try {
        return tensors.map((tensor) => (tensor.dataSync<'float32'>() as Float32Array).slice());
      } finally {
        tf.dispose([Object.values(given), tensors]);
      }
    },
    dispose: () => model.dispose(),
  };
}
