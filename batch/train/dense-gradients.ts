import * as tf from '@tensorflow/tfjs';
import { type TowerTensors, type TwoTowerLossSettings, twoTowerLoss } from './two-tower-loss.ts';

/** All row-major. */
export interface DenseInput {
  /** People. */
  size: number;
  /** Number of candidates. */
  candidates: number;
  /** [size, 3 * dim] */
  pools: Float32Array;
  /** [candidates, dim] */
  candidateRows: Float32Array;
  /** [3 * dim, dim] and [dim]. */
  kernel: Float32Array;
  bias: Float32Array;
  /** [size, candidates] each. */
  targets: Float32Array;
  logitOffsets: Float32Array;
}

/** Each gradient has the shape of its input. */
export type DenseGradients = { loss: number } & Record<
  'pools' | 'kernel' | 'bias' | 'candidates',
  Float32Array
>;

/** Loss and gradients of the dense part of a step, on the backend that is selected. */
export function denseGradients(
  input: DenseInput,
  settings: TwoTowerLossSettings & { dim: number },
): DenseGradients {
  const { size, candidates } = input;
  const { dim } = settings;
  const tensors = tf.tidy(() => {
    const targets = tf.tensor2d(input.targets, [size, candidates]);
    const logitOffsets = tf.tensor2d(input.logitOffsets, [size, candidates]);
    const lossOf = (...tower: tf.Tensor[]): tf.Scalar => {
      const [pools, kernel, bias, rows] = tower as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const inputs: TowerTensors = { pools, kernel, bias, candidates: rows };
      return twoTowerLoss(inputs, { targets, logitOffsets }, settings);
    };
    const { value, grads } = tf.valueAndGrads(lossOf)([
      tf.tensor2d(input.pools, [size, 3 * dim]),
      tf.tensor2d(input.kernel, [3 * dim, dim]),
      tf.tensor2d(input.bias, [1, dim]),
      tf.tensor2d(input.candidateRows, [candidates, dim]),
    ]);
    return [value, ...grads];
  });
  // Read outside of tidy: it walks whatever it returns element by element in search of tensors.
  const [loss, pools, kernel, bias, ofCandidates] = tensors.map(
    (tensor) => tensor.dataSync<'float32'>() as Float32Array,
  );
  tf.dispose(tensors);
  return { loss: loss![0]!, pools: pools!, kernel: kernel!, bias: bias!, candidates: ofCandidates! };
}
