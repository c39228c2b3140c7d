import * as tf from '@tensorflow/tfjs';
import { multiTargetSoftmax, type SoftmaxTargets } from './loss/multi-target-softmax.ts';
import { normaliseRows } from './loss/normalise-rows.ts';

/**
 * The loss of a step, in the field's order: embeddings, scores, temperature, mask, loss.
 * @param pools [people, 3 * dim]: likes, recent likes, nopes side by side
 * @param kernel [3 * dim, dim] and bias [1, dim]: the user tower
 * @param candidates [items, dim]: item tower output before normalisation
 */
export function twoTowerLoss(
  pools: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor2D,
  candidates: tf.Tensor2D,
  options: SoftmaxTargets & { temperature: number },
): tf.Scalar {
  const queryEmbeddings = normaliseRows(tf.add(tf.matMul(pools, kernel), bias));
  const candidateEmbeddings = normaliseRows(candidates);
  const scores = tf.matMul(queryEmbeddings, candidateEmbeddings, false, true);
  return multiTargetSoftmax(tf.div(scores, options.temperature), options, 1 / options.temperature);
}
