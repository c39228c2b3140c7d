import * as tf from '@tensorflow/tfjs';

/** Rows at once: enough for the backend's full speed, little enough to hold no second copy of a tall matrix. */
const rowsAtOnce = 8192;

/**
 * transpose(a) b for a [n, widthA] and b [n, widthB], row-major: [widthA, widthB]. Blocks of rows are multiplied in
 * float32 and summed in float64.
 */
export function tallGram(
  a: Float32Array,
  b: Float32Array,
  { widthA, widthB }: { widthA: number; widthB: number },
): Float64Array {
  const sum = new Float64Array(widthA * widthB);
  const rows = a.length / widthA;
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const last = Math.min(rows, first + rowsAtOnce);
    const product = tf.tidy(() => {
      const left = tf.tensor2d(a.subarray(first * widthA, last * widthA), [last - first, widthA]);
      const right =
        a === b ? left : tf.tensor2d(b.subarray(first * widthB, last * widthB), [last - first, widthB]);
      return tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D, true, false);
    });
    const values = product.dataSync();
    product.dispose();
    for (let at = 0; at < sum.length; at++) sum[at] = sum[at]! + values[at]!;
  }
  return sum;
}

/** tall small for tall [n, width] and small [width, outWidth], row-major: [n, outWidth]. `into` may be `tall` itself. */
export function tallTimesSmall(
  tall: Float32Array,
  small: Float32Array,
  { width, outWidth, into }: { width: number; outWidth: number; into: Float32Array },
): void {
  const rows = tall.length / width;
  const right = tf.tensor2d(small, [width, outWidth]);
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const last = Math.min(rows, first + rowsAtOnce);
    const product = tf.tidy(() =>
      tf.matMul(tf.tensor2d(tall.subarray(first * width, last * width), [last - first, width]), right),
    );
    into.set(product.dataSync<'float32'>() as Float32Array, first * outWidth);
    product.dispose();
  }
  right.dispose();
}
