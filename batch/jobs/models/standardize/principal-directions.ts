import { symmetricEigen } from '../../../train/spectral/symmetric-eigen.ts';

interface Moments {
  /** Second moments of the two sets of vectors, [width, width]. */
  a: Float64Array;
  b: Float64Array;
}

interface Size {
  width: number;
  count: number;
}

/**
 * `count` orthonormal directions, as the columns of a matrix [width, count], that keep the inner products between two
 * sets of vectors. The error of projecting on P is sum (u' (I - PP') e)^2 = tr(Q A Q B) with Q = I - PP'. Of three sets
 * the one with the least error: the principal directions of either side, exact where that side has no others, and
 * those of AB, best where the two moments commute.
 */
export function principalDirections(moments: Moments, size: Size): Float32Array {
  const { a, b } = moments;
  let best: { directions: Float64Array; error: number } | undefined;
  for (const matrix of [symmetricProduct(a, b, size.width), a, b]) {
    // Rows of the eigenvectors, of which the first are wanted.
    const directions = symmetricEigen(matrix, size.width).vectors.subarray(0, size.count * size.width);
    const error = lostSquares(moments, directions, size);
    if (!best || error < best.error) best = { directions, error };
  }
  return transposed(best!.directions, size);
}

/** tr(Q A Q B), from QA = A - P (P'A) and QB. */
function lostSquares({ a, b }: Moments, directions: Float64Array, { width, count }: Size): number {
  const qa = withoutDirections(a, directions, { width, count });
  const qb = withoutDirections(b, directions, { width, count });
  let trace = 0;
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < width; column++)
      trace += qa[row * width + column]! * qb[column * width + row]!;
  }
  return trace;
}

function withoutDirections(
  matrix: Float64Array,
  directions: Float64Array,
  { width, count }: Size,
): Float64Array {
  const rest = matrix.slice();
  const along = multiply(directions, matrix, width);
  for (let direction = 0; direction < count; direction++) {
    const values = along.subarray(direction * width, (direction + 1) * width);
    for (let row = 0; row < width; row++) {
      const factor = directions[direction * width + row]!;
      const into = rest.subarray(row * width, (row + 1) * width);
      for (let column = 0; column < width; column++) into[column] = into[column]! - factor * values[column]!;
    }
  }
  return rest;
}

function symmetricProduct(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const product = multiply(a, b, width);
  const symmetric = new Float64Array(width * width);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < width; column++) {
      symmetric[row * width + column] = (product[row * width + column]! + product[column * width + row]!) / 2;
    }
  }
  return symmetric;
}

/** a [rows, width] · b [width, width], in double precision: eigenvalues of a product span twice the range. */
function multiply(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const product = new Float64Array(a.length);
  for (let row = 0; row * width < a.length; row++) {
    const into = product.subarray(row * width, (row + 1) * width);
    for (let inner = 0; inner < width; inner++) {
      const factor = a[row * width + inner]!;
      if (factor === 0) continue;
      const from = b.subarray(inner * width, (inner + 1) * width);
      for (let column = 0; column < width; column++) into[column] = into[column]! + factor * from[column]!;
    }
  }
  return product;
}

function transposed(directions: Float64Array, { width, count }: Size): Float32Array {
  const matrix = new Float32Array(width * count);
  for (let column = 0; column < count; column++) {
    for (let row = 0; row < width; row++) matrix[row * count + column] = directions[column * width + row]!;
  }
  return matrix;
}
