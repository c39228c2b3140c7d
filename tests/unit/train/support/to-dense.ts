import type { SparseMatrix } from '../../../../batch/train/sparse-matrix.ts';

/** Rows of `width` numbers; entries at one place add up. */
export function toDense(matrix: SparseMatrix, width: number): number[][] {
  return Array.from({ length: matrix.rows }, (_, row) => {
    const dense = new Array<number>(width).fill(0);
    for (let entry = matrix.starts[row]!; entry < matrix.starts[row + 1]!; entry++)
      dense[matrix.indices[entry]!]! += matrix.values[entry]!;
    return dense;
  });
}
