import * as tf from '@tensorflow/tfjs';
import type { LossTargets } from './loss-targets.ts';

/**
 * Logistic loss of decisions: the mean of ln(1 + e^(-t · logit)) over the entries of `targets` that are not 0, where t is
 * 1 for a like and -1 for a nope; items that nobody decided on have no part in it. Logits: [people, candidates]. The
 * gradient is written out: -t · sigmoid(-t · logit) / number of decisions.
 */
export function decisionCrossEntropy(
  logits: tf.Tensor2D,
  { targets }: Pick<LossTargets, 'targets'>,
): tf.Scalar {
  const loss = tf.customGrad((x, save) => {
    const decided = tf.abs(targets);
    const count = tf.sum(decided);
    const against = tf.neg(tf.mul(targets, x as tf.Tensor2D));
    // max(0, a) + ln(1 + e^-|a|) does not overflow.
    const costs = tf.add(tf.relu(against), tf.log(tf.add(1, tf.exp(tf.neg(tf.abs(against))))));
    (save as (tensors: tf.Tensor[]) => void)([tf.sigmoid(against), count]);
    return {
      value: tf.div(tf.sum(tf.mul(decided, costs)), count),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [surprise, decisions] = saved as [tf.Tensor, tf.Tensor];
        return tf.mul(tf.mul(tf.neg(targets), surprise), tf.div(dy, decisions));
      },
    };
  });
  return loss(logits) as tf.Scalar;
}
