import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';

/** Blocks up to this width are inverted by Cholesky in double precision. */
const directWidth = 128;

interface Block {
  matrix: Float32Array;
  /** Width of the whole matrix. */
  stride: number;
  /** First row and column of the block, on the diagonal. */
  start: number;
  width: number;
}

/**
 * Inverts a symmetric positive definite matrix [width, width] in place, by halves: with A⁻¹ known, the rest is
 * inverted by way of its Schur complement D - Bᵀ A⁻¹ B (Golub and Van Loan, 2013, chapter 3). The products, 2/3
 * width³ multiply-adds, run on the backend. Single precision is enough while the condition number is far below
 * 10⁶: ridge regression adds the ridge to every eigenvalue.
 * @throws RangeError when the matrix is not positive definite.
 */
export async function invertPositiveDefinite(
  matrix: Float32Array,
  { width, signal }: { width: number; signal?: AbortSignal | undefined },
): Promise<void> {
  await invertBlock({ matrix, stride: width, start: 0, width }, signal);
}

async function invertBlock(block: Block, signal: AbortSignal | undefined): Promise<void> {
  if (block.width <= directWidth) return invertDirectly(block);
  await setImmediate();
  signal?.throwIfAborted();
  const half = block.width >> 1;
  const rest = block.width - half;
  const first = { ...block, width: half };
  const second = { ...block, start: block.start + half, width: rest };
  const corner = { row: block.start, column: block.start + half, rows: half, columns: rest };

  await invertBlock(first, signal);
  const [product, complement] = tf.tidy(() => {
    const b = toTensor(block, corner);
    const w = tf.matMul(toTensor(block, diagonal(first)), b);
    return [w, tf.sub(toTensor(block, diagonal(second)), tf.matMul(b, w, true, false))];
  }) as [tf.Tensor2D, tf.Tensor2D];
  const w = read(product);
  write(block, diagonal(second), read(complement));

  await invertBlock(second, signal);
  const [side, correction] = tf.tidy(() => {
    const left = tf.tensor2d(w, [half, rest]);
    const v = tf.neg(tf.matMul(left, toTensor(block, diagonal(second))));
    return [v, tf.sub(toTensor(block, diagonal(first)), tf.matMul(v, left, false, true))];
  }) as [tf.Tensor2D, tf.Tensor2D];
  const v = read(side);
  write(block, corner, v);
  for (let row = 0; row < half; row++)
    for (let column = 0; column < rest; column++)
      block.matrix[(corner.column + column) * block.stride + corner.row + row] = v[row * rest + column]!;
  write(block, diagonal(first), read(correction));
}

interface Part {
  row: number;
  column: number;
  rows: number;
  columns: number;
}

function diagonal({ start, width }: Block): Part {
  return { row: start, column: start, rows: width, columns: width };
}

function toTensor({ matrix, stride }: Block, { row, column, rows, columns }: Part): tf.Tensor2D {
  const values = new Float32Array(rows * columns);
  for (let at = 0; at < rows; at++) {
    const from = (row + at) * stride + column;
    values.set(matrix.subarray(from, from + columns), at * columns);
  }
  return tf.tensor2d(values, [rows, columns]);
}

/** Reads outside of tidy, which would walk the array in search of tensors, and disposes. */
function read(tensor: tf.Tensor2D): Float32Array {
  const values = tensor.dataSync<'float32'>();
  tensor.dispose();
  return values;
}

function write({ matrix, stride }: Block, { row, column, rows, columns }: Part, values: Float32Array): void {
  for (let at = 0; at < rows; at++)
    matrix.set(values.subarray(at * columns, (at + 1) * columns), (row + at) * stride + column);
}

/** Cholesky factor L, its inverse by forward substitution, then L⁻ᵀ L⁻¹. */
function invertDirectly({ matrix, stride, start, width }: Block): void {
  const lower = new Float64Array(width * width);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column <= row; column++) {
      let sum: number = matrix[(start + row) * stride + start + column]!;
      for (let at = 0; at < column; at++) sum -= lower[row * width + at]! * lower[column * width + at]!;
      if (row === column && !(sum > 0))
        throw new RangeError(`Cannot invert: the matrix is not positive definite at row ${start + row}`);
      lower[row * width + column] = row === column ? Math.sqrt(sum) : sum / lower[column * width + column]!;
    }
  }
  const inverse = new Float64Array(width * width);
  for (let column = 0; column < width; column++) {
    for (let row = column; row < width; row++) {
      let sum = row === column ? 1 : 0;
      for (let at = column; at < row; at++) sum -= lower[row * width + at]! * inverse[at * width + column]!;
      inverse[row * width + column] = sum / lower[row * width + row]!;
    }
  }
  for (let row = 0; row < width; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = 0;
      for (let at = row; at < width; at++) sum += inverse[at * width + row]! * inverse[at * width + column]!;
      matrix[(start + row) * stride + start + column] = sum;
      matrix[(start + column) * stride + start + row] = sum;
    }
  }
}
