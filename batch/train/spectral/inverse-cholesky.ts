export interface InverseCholeskyOptions {
  /** Added to the diagonal, whose entries are 1. */
  shift: number;
  /** A pivot at or below this marks a row that depends on earlier ones: its row of the result is zero. */
  dropBelow: number;
}

/**
 * K [n, n], lower triangular, with K G transpose(K) = I for a symmetric, positive semidefinite G: the inverse of G's
 * Cholesky factor. G is first scaled to a diagonal of ones, so that the options mean the same whatever its units.
 * Rows of zeros stand for what depends on earlier rows. Row-major.
 */
export function inverseCholesky(
  gram: Float64Array,
  n: number,
  { shift, dropBelow }: InverseCholeskyOptions,
): Float64Array {
  const scales = new Float64Array(n);
  for (let i = 0; i < n; i++) scales[i] = gram[i * n + i]! > 0 ? gram[i * n + i]! ** -0.5 : 0;
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const diagonal = factor[j * n + j]!;
      const entry = gram[i * n + j]! * scales[i]! * scales[j]! - dot(factor, i * n, j * n, j);
      factor[i * n + j] = diagonal === 0 ? 0 : entry / diagonal;
    }
    const pivot = (scales[i] === 0 ? 0 : 1 + shift) - dot(factor, i * n, i * n, i);
    factor[i * n + i] = pivot > dropBelow ? Math.sqrt(pivot) : 0;
  }
  const inverse = invertLower(factor, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) inverse[i * n + j] = inverse[i * n + j]! * scales[j]!;
  }
  return inverse;
}

/** Row i of the inverse is (e_i - sum over j < i of L_ij times row j) / L_ii, so all access is along rows. */
function invertLower(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const diagonal = factor[i * n + i]!;
    if (diagonal === 0) continue;
    for (let j = 0; j < i; j++) {
      const scale = factor[i * n + j]!;
      if (scale === 0) continue;
      for (let k = 0; k <= j; k++) inverse[i * n + k] = inverse[i * n + k]! - scale * inverse[j * n + k]!;
    }
    for (let k = 0; k < i; k++) inverse[i * n + k] = inverse[i * n + k]! / diagonal;
    inverse[i * n + i] = 1 / diagonal;
  }
  return inverse;
}

function dot(values: Float64Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += values[a + k]! * values[b + k]!;
  return sum;
}
