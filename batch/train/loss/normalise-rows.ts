import * as tf from '@tensorflow/tfjs';

/** Below it a row counts as zero: the square of a length of 1e-6. */
const smallest = 1e-12;

/**
 * x [n, d] with every row divided by its Euclidean norm; a zero row stays zero. The gradient is written out, as TF.js's
 * own goes through a dozen copies of x: with y = x / norm it is (dy - y · sum(y · dy)) / norm.
 */
export function normaliseRows(x: tf.Tensor2D): tf.Tensor2D {
  return normalise(x) as tf.Tensor2D;
}

const normalise = tf.customGrad((x, save) => {
  const input = x as tf.Tensor2D;
  const inverseNorm = tf.rsqrt(tf.maximum(tf.sum(tf.square(input), 1, true), smallest));
  const value = tf.mul(input, inverseNorm);
  (save as (tensors: tf.Tensor[]) => void)([value, inverseNorm]);
  return {
    value,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [y, scale] = saved as [tf.Tensor, tf.Tensor];
      const along = tf.sum(tf.mul(y, dy), 1, true);
      return tf.mul(tf.sub(dy, tf.mul(y, along)), scale);
    },
  };
});
