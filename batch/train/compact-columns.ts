import type { SparseMatrix } from './sparse-matrix.ts';

/** A matrix that only has the columns in which something stands; `columns[i]` was the number of its column i. */
export interface CompactMatrix {
  matrix: SparseMatrix;
  columns: Int32Array;
}

/** @param width number of columns of `matrix`, which is not changed */
export function compactColumns(matrix: SparseMatrix, width: number): CompactMatrix {
  const numbers = new Int32Array(width).fill(-1);
  for (const column of matrix.indices) numbers[column] = 0;
  let used = 0;
  for (let column = 0; column < width; column++) if (numbers[column] === 0) numbers[column] = used++;
  const columns = new Int32Array(used);
  for (let column = 0; column < width; column++)
    if (numbers[column] !== -1) columns[numbers[column]!] = column;
  return { matrix: { ...matrix, indices: matrix.indices.map((column) => numbers[column]!) }, columns };
}
