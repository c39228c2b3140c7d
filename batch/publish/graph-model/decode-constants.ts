import * as tf from '@tensorflow/tfjs';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { GraphConstant } from './graph-definition.ts';
import type { ModelJson } from './model-json.ts';

/**
 * A model's weights by name; quantised ones become float32. The backend must have been selected.
 * @throws AppError INVALID_DATA for weights that are neither float32 nor int32, or hold what is not finite.
 */
export function decodeConstants({ weightsManifest }: ModelJson, weights: ArrayBuffer): GraphConstant[] {
  const specs = weightsManifest.flatMap((group) => group.weights);
  for (const { name, dtype } of specs) {
    if (dtype !== 'float32' && dtype !== 'int32') throw refuse(`${name} is of type ${dtype}`);
  }
  const tensors = tf.io.decodeWeights(weights, specs as tf.io.WeightsManifestEntry[]);
  try {
    return specs.map(({ name, shape }) => {
      const values = tensors[name]!.dataSync() as Float32Array | Int32Array;
      if (!values.every(Number.isFinite)) throw refuse(`${name} holds values that are not finite`);
      return { name, shape, values: values.slice() };
    });
  } finally {
    tf.dispose(tensors);
  }
}

function refuse(why: string): AppError {
  return new AppError('INVALID_DATA', `Cannot read the model's weights: ${why}`, {
    hint: 'Weights of a tower are float32, or int32 where they are axes or shapes.',
  });
}
