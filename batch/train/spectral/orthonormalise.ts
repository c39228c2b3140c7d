import { type InverseCholeskyOptions, inverseCholesky } from './inverse-cholesky.ts';
import { tallGram, tallTimesSmall } from './tall-products.ts';

/**
 * Makes the columns of q [n, width] orthonormal in place by CholeskyQR, Q := Q transpose(K) with
 * K transpose(Q) Q transpose(K) = I (Stathopoulos and Wu, 2002). Columns that depend on earlier ones become zero when
 * `dropBelow` says so.
 */
export function orthonormalise(q: Float32Array, width: number, options: InverseCholeskyOptions): void {
  const inverse = inverseCholesky(tallGram(q, q, { widthA: width, widthB: width }), width, options);
  const transposed = new Float32Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) transposed[j * width + i] = inverse[i * width + j]!;
  }
  tallTimesSmall(q, transposed, { width, outWidth: width, into: q });
}
