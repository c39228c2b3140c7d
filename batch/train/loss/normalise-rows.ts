import * as tf from '@tensorflow/tfjs';

/** x [n, d] with every row divided by its Euclidean norm; a zero row stays zero. */
export function normaliseRows(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.maximum(tf.sum(tf.square(x), 1, true), 1e-12)));
}
