import type { SparseMatrix } from '../sparse-matrix.ts';
import type { RidgeOptions } from './ridge-regression.ts';

const mostIterations = 60;
/** Squared norm of what is left, relative to that of the right-hand side. */
const tolerance = 1e-8;

/**
 * The regression by conjugate gradients with Jacobi's preconditioner, all right-hand sides at once, each with its own
 * steps. Nothing but arrays of [contentWidth, width] is held. @throws the signal's reason when it is aborted.
 */
export async function solveByGradients(
  content: SparseMatrix,
  targets: Float32Array,
  options: RidgeOptions,
): Promise<Float32Array> {
  const { contentWidth, width, ridge, signal } = options;
  const residual = transposedProduct(content, targets, options);
  const diagonal = new Float32Array(contentWidth).fill(ridge);
  for (let row = 0; row < content.rows; row++) {
    for (let at = content.starts[row]!; at < content.starts[row + 1]!; at++) {
      const column = content.indices[at]!;
      diagonal[column] = diagonal[column]! + options.weights[row]! * content.values[at]! ** 2;
    }
  }
  const solution = new Float32Array(contentWidth * width);
  const preconditioned = residual.map((value, at) => value / diagonal[Math.floor(at / width)]!);
  const direction = preconditioned.slice();
  let energy = columnDots(residual, preconditioned, width);
  const target = sum(energy) * tolerance;
  for (let iteration = 0; iteration < mostIterations && sum(energy) > target; iteration++) {
    const image = normalTimes(content, direction, options);
    const curvature = columnDots(direction, image, width);
    const step = energy.map((value, column) => (curvature[column]! > 0 ? value / curvature[column]! : 0));
    for (let row = 0, at = 0; row < contentWidth; row++) {
      for (let column = 0; column < width; column++, at++) {
        solution[at] = solution[at]! + step[column]! * direction[at]!;
        residual[at] = residual[at]! - step[column]! * image[at]!;
        preconditioned[at] = residual[at]! / diagonal[row]!;
      }
    }
    const next = columnDots(residual, preconditioned, width);
    const share = next.map((value, column) => (energy[column]! > 0 ? value / energy[column]! : 0));
    for (let at = 0; at < direction.length; at++)
      direction[at] = preconditioned[at]! + share[at % width]! * direction[at]!;
    energy = next;
    await new Promise(setImmediate);
    signal?.throwIfAborted();
  }
  return solution;
}

/** (transpose(C) W C + lambda) x, for x [contentWidth, width]. */
function normalTimes(content: SparseMatrix, x: Float32Array, options: RidgeOptions): Float32Array {
  const { width, ridge, weights } = options;
  const { rows, starts, indices, values } = content;
  const result = x.map((value) => ridge * value);
  const image = new Float32Array(width);
  for (let row = 0; row < rows; row++) {
    if (weights[row] === 0) continue;
    image.fill(0);
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const from = indices[at]! * width;
      for (let column = 0; column < width; column++)
        image[column] = image[column]! + values[at]! * x[from + column]!;
    }
    scatter(result, content, { row, source: image, from: 0 }, options);
  }
  return result;
}

/** transpose(C) W t, for t [rows, width]. */
function transposedProduct(content: SparseMatrix, t: Float32Array, options: RidgeOptions): Float32Array {
  const result = new Float32Array(options.contentWidth * options.width);
  for (let row = 0; row < content.rows; row++) {
    scatter(result, content, { row, source: t, from: row * options.width }, options);
  }
  return result;
}

function scatter(
  target: Float32Array,
  { starts, indices, values }: SparseMatrix,
  { row, source, from }: { row: number; source: Float32Array; from: number },
  { width, weights }: RidgeOptions,
): void {
  for (let at = starts[row]!; at < starts[row + 1]!; at++) {
    const scale = weights[row]! * values[at]!;
    const to = indices[at]! * width;
    for (let column = 0; column < width; column++)
      target[to + column] = target[to + column]! + scale * source[from + column]!;
  }
}

function columnDots(a: Float32Array, b: Float32Array, width: number): Float64Array {
  const dots = new Float64Array(width);
  for (let at = 0; at < a.length; ) {
    for (let column = 0; column < width; column++, at++) dots[column] = dots[column]! + a[at]! * b[at]!;
  }
  return dots;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
