import type { SparseMatrix } from '../sparse-matrix.ts';
import { inverseCholesky } from './inverse-cholesky.ts';
import { normalEquations } from './normal-equations.ts';
import { solveByGradients } from './solve-by-gradients.ts';
import { tallTimesSmall } from './tall-products.ts';

export interface RidgeOptions {
  /** Columns of the content. */
  contentWidth: number;
  /** Columns of the targets. */
  width: number;
  /** Weight of each row, at least 0, [rows]. */
  weights: Float32Array;
  /** Lambda: added to the diagonal of the normal equations, in units of the weights. Above 0. */
  ridge: number;
  signal?: AbortSignal | undefined;
}

/** Up to this many columns the inverse is made; above, memory and n^3 speak for conjugate gradients. */
const widestInverse = 2048;

/**
 * Weighted ridge regression: X [contentWidth, width] that minimises sum over rows r of w_r |c_r X - t_r|^2 +
 * lambda |X|^2, for content c and targets t [rows, width], row-major.
 */
export async function ridgeRegression(
  content: SparseMatrix,
  targets: Float32Array,
  options: RidgeOptions,
): Promise<Float32Array> {
  const { contentWidth: n, width } = options;
  if (n > widestInverse) return solveByGradients(content, targets, options);
  const { gram, right } = normalEquations(content, targets, options);
  for (let i = 0; i < n; i++) gram[i * n + i] = gram[i * n + i]! + options.ridge;
  const inverse = inverseCholesky(gram, n, { shift: 0, dropBelow: 0 });
  // The solution is transpose(K) K B.
  const lower = Float32Array.from(inverse);
  const upper = new Float32Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) upper[j * n + i] = lower[i * n + j]!;
  const half = new Float32Array(n * width);
  tallTimesSmall(lower, right, { width: n, outWidth: width, into: half });
  const solution = new Float32Array(n * width);
  tallTimesSmall(upper, half, { width: n, outWidth: width, into: solution });
  return solution;
}
