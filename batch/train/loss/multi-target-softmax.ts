import * as tf from '@tensorflow/tfjs';
import type { LossTargets } from './loss-targets.ts';

/**
 * Cross-entropy of several targets a person over the candidates, divided by the sum of target weights:
 * -sum_i w_i log softmax(logits)_i / sum_i w_i. Logits [people, candidates] must not exceed `bound`: it is subtracted
 * in place of each row's maximum, which costs nothing and is as stable, as cosines are at most 1. The gradient is
 * written out: (sum of w · softmax - w) / sum_i w_i.
 */
export function multiTargetSoftmax(
  logits: tf.Tensor2D,
  { targets, logitOffsets }: LossTargets,
  bound: number,
): tf.Scalar {
  const crossEntropy = tf.customGrad((x, save) => {
    const shifted = tf.add(tf.sub(x as tf.Tensor2D, bound), logitOffsets);
    const exponentials = tf.exp(shifted);
    const normaliser = tf.sum(exponentials, 1, true);
    const weight = tf.sum(targets, 1, true);
    const total = tf.sum(weight);
    const expected = tf.sum(tf.mul(targets, shifted));
    const value = tf.div(tf.sub(tf.sum(tf.mul(weight, tf.log(normaliser))), expected), total);
    (save as (tensors: tf.Tensor[]) => void)([exponentials, tf.div(weight, normaliser), total]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [numerators, scale, sum] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        return tf.mul(tf.sub(tf.mul(numerators, scale), targets), tf.div(dy, sum));
      },
    };
  });
  return crossEntropy(logits) as tf.Scalar;
}
