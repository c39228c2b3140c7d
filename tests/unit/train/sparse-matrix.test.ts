import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import {
  addSparseTimesDense,
  addTransposedSparseTimesDense,
  sparseMatrix,
} from '../../../batch/train/sparse-matrix.ts';
import { toDense } from './support/to-dense.ts';

// [[0, 2, 3], [0, 0, 0], [4, 0, 0]]
const small = sparseMatrix([
  { indices: [1, 2], values: [2, 3] },
  { indices: [], values: [] },
  { indices: [0], values: [4] },
]);

describe('sparseMatrix()', () => {
  it('puts rows one after the other and keeps empty ones', () => {
    expect(small.rows).toBe(3);
    expect([...small.starts]).toEqual([0, 2, 2, 3]);
    expect([...small.indices]).toEqual([1, 2, 0]);
    expect([...small.values]).toEqual([2, 3, 4]);
  });

  it('takes no rows at all', () => {
    expect(sparseMatrix([])).toMatchObject({ rows: 0, starts: Int32Array.of(0) });
  });
});

describe('addSparseTimesDense()', () => {
  it('adds the product to what is there', () => {
    const target = Float32Array.of(100, 100, 100, 100, 100, 100);
    addSparseTimesDense(target, small, Float32Array.of(1, 2, 3, 4, 5, 6), { width: 2 });
    // Row 0: 2 * [3, 4] + 3 * [5, 6] = [21, 26]; row 1: nothing; row 2: 4 * [1, 2] = [4, 8].
    expect([...target]).toEqual([121, 126, 100, 100, 104, 108]);
  });

  it('writes into a block of wider rows and leaves the rest alone', () => {
    const target = new Float32Array(12);
    const dense = Float32Array.of(1, 2, 3, 4, 5, 6);
    addSparseTimesDense(target, small, dense, { width: 2, stride: 4, offset: 1 });
    expect([...target]).toEqual([0, 21, 26, 0, 0, 0, 0, 0, 0, 4, 8, 0]);
  });
});

describe('addTransposedSparseTimesDense()', () => {
  it('adds the product with the transpose', () => {
    // Transpose [[0, 0, 4], [2, 0, 0], [3, 0, 0]] times rows [1, 2], [3, 4], [5, 6].
    const target = Float32Array.of(1, 1, 0, 0, 0, 0);
    addTransposedSparseTimesDense(target, small, Float32Array.of(1, 2, 3, 4, 5, 6), { width: 2 });
    expect([...target]).toEqual([21, 25, 2, 4, 3, 6]);
  });

  it('reads from a block of wider rows', () => {
    const target = new Float32Array(6);
    const dense = Float32Array.of(9, 1, 2, 9, 9, 3, 4, 9, 9, 5, 6, 9);
    addTransposedSparseTimesDense(target, small, dense, { width: 2, stride: 4, offset: 1 });
    expect([...target]).toEqual([20, 24, 2, 4, 3, 6]);
  });
});

describe('both products', () => {
  it('agree with the dense ones on random input', () => {
    const random = createRandom(8);
    const [rows, columns, width] = [20, 15, 6];
    const matrix = sparseMatrix(
      Array.from({ length: rows }, () => {
        const indices = Array.from({ length: columns }, (_, at) => at).filter(() => random() < 0.3);
        return { indices, values: indices.map(() => random() - 0.5) };
      }),
    );
    const dense = toDense(matrix, columns);
    const draw = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
    const [right, left] = [draw(columns * width), draw(rows * width)];
    const [product, transposed] = [new Float32Array(rows * width), new Float32Array(columns * width)];
    addSparseTimesDense(product, matrix, right, { width });
    addTransposedSparseTimesDense(transposed, matrix, left, { width });
    for (let column = 0; column < width; column++) {
      for (let row = 0; row < rows; row++) {
        const expected = dense[row]!.reduce((sum, value, at) => sum + value * right[at * width + column]!, 0);
        expect(product[row * width + column]).toBeCloseTo(expected, 5);
      }
      for (let at = 0; at < columns; at++) {
        const expected = dense.reduce((sum, line, row) => sum + line[at]! * left[row * width + column]!, 0);
        expect(transposed[at * width + column]).toBeCloseTo(expected, 5);
      }
    }
  });
});
