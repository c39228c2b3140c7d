import * as tf from '@tensorflow/tfjs';

export interface SoftmaxTargets {
  /** [people, items]: weight of each target, zero elsewhere. */
  targets: tf.Tensor2D;
  /** [people, items]: added to the logits; -1e4 excludes an item. */
  logitOffsets: tf.Tensor2D;
}

/**
 * Cross-entropy of several targets a person over the full catalogue, divided by the sum of target weights:
 * -sum_i w_i log softmax(logits)_i / sum_i w_i. Logits [people, items] must not exceed `bound`: it is subtracted
 * in place of each row's maximum, which costs nothing and is as stable, as cosines are at most 1.
 */
export function multiTargetSoftmax(
  logits: tf.Tensor2D,
  { targets, logitOffsets }: SoftmaxTargets,
  bound: number,
): tf.Scalar {
  const shifted = tf.sub(tf.add(logits, logitOffsets), bound);
  const logNormaliser = tf.log(tf.sum(tf.exp(shifted), 1));
  const weight = tf.sum(targets, 1);
  const expected = tf.sum(tf.mul(targets, shifted), 1);
  return tf.div(tf.sum(tf.sub(tf.mul(weight, logNormaliser), expected)), tf.sum(weight));
}
