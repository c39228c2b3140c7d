import * as tf from '@tensorflow/tfjs';

const rowsAtOnce = 8192;

/** rows [n, inner] · matrix [inner, outer], row-major; `transposed` says that the matrix is given as [outer, inner]. */
export function multiplyRows(
  rows: Float32Array,
  matrix: Float32Array,
  { inner, outer, transposed = false }: { inner: number; outer: number; transposed?: boolean },
): Float32Array {
  const result = new Float32Array((rows.length / inner) * outer);
  for (let first = 0; first * inner < rows.length; first += rowsAtOnce) {
    const some = rows.subarray(first * inner, (first + rowsAtOnce) * inner);
    const product = tf.tidy(() =>
      tf.matMul(
        tf.tensor2d(some, [some.length / inner, inner]),
        tf.tensor2d(matrix, transposed ? [outer, inner] : [inner, outer]),
        false,
        transposed,
      ),
    );
    result.set(product.dataSync(), first * outer);
    product.dispose();
  }
  return result;
}
