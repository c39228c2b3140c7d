import * as tf from '@tensorflow/tfjs';

const rowsAtOnce = 8192;

/** transpose(rows) · rows of a table [n, width], row-major: shape [width, width]. */
export function secondMoment(rows: Float32Array, width: number): Float64Array {
  const sum = new Float64Array(width * width);
  const stride = rowsAtOnce * width;
  for (let first = 0; first < rows.length; first += stride) {
    const some = rows.subarray(first, first + stride);
    const product = tf.tidy(() => {
      const block = tf.tensor2d(some, [some.length / width, width]);
      return tf.matMul(block, block, true, false);
    });
    // Read outside of tidy: it would walk the array in search of tensors.
    const values = product.dataSync();
    product.dispose();
    for (let at = 0; at < sum.length; at++) sum[at] = sum[at]! + values[at]!;
  }
  return sum;
}
