import type { SparseMatrix } from './sparse-matrix.ts';

/** The rows of `matrix` that `rows` names, in that order. */
export function sparseRows(matrix: SparseMatrix, rows: Int32Array): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  for (let at = 0; at < rows.length; at++) {
    starts[at + 1] = starts[at]! + matrix.starts[rows[at]! + 1]! - matrix.starts[rows[at]!]!;
  }
  const indices = new Int32Array(starts[rows.length]!);
  const values = new Float32Array(starts[rows.length]!);
  for (let at = 0; at < rows.length; at++) {
    const [from, to] = [matrix.starts[rows[at]!]!, matrix.starts[rows[at]! + 1]!];
    indices.set(matrix.indices.subarray(from, to), starts[at]);
    values.set(matrix.values.subarray(from, to), starts[at]);
  }
  return { rows: rows.length, starts, indices, values };
}
