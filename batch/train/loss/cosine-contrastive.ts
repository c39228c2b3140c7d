import * as tf from '@tensorflow/tfjs';
import type { LossTargets } from './loss-targets.ts';

export interface ContrastiveSettings {
  /** A negative whose cosine is below this costs nothing. */
  margin: number;
  negativeWeight: number;
}

/**
 * The cosine contrastive loss of SimpleX (arXiv 2109.12613, formula 1) for several targets a person: 1 - cosine of each
 * target, weighted, plus `negativeWeight` times the weighted mean of max(0, cosine - margin) over the candidates that
 * are no targets; the mean over people is weighted by their targets. A negative with the logit offset o weighs e^o, as
 * it does in a softmax: 0 where it is masked, 1 / q where it was sampled with probability q. `cosines`: [people, items].
 */
export function cosineContrastive(
  cosines: tf.Tensor2D,
  { targets, logitOffsets }: LossTargets,
  { margin, negativeWeight }: ContrastiveSettings,
): tf.Scalar {
  const weight = tf.sum(targets, 1);
  const positive = tf.sub(weight, tf.sum(tf.mul(targets, cosines), 1));
  const negatives = tf.mul(tf.exp(logitOffsets), tf.cast(tf.equal(targets, 0), 'float32'));
  const excess = tf.sum(tf.mul(negatives, tf.relu(tf.sub(cosines, margin))), 1);
  const meanExcess = tf.div(excess, tf.maximum(tf.sum(negatives, 1), 1e-12));
  const loss = tf.add(positive, tf.mul(tf.mul(weight, negativeWeight), meanExcess));
  return tf.div(tf.sum(loss), tf.sum(weight));
}
