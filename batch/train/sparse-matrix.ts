/** Compressed sparse rows: row r holds `indices[starts[r] .. starts[r + 1]]` with the values beside them. */
export interface SparseMatrix {
  rows: number;
  starts: Int32Array;
  indices: Int32Array;
  values: Float32Array;
}

/** A row's entries, to build a matrix from. */
export interface SparseRow {
  indices: ArrayLike<number>;
  values: ArrayLike<number>;
}

export function sparseMatrix(rows: readonly SparseRow[]): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  for (const [row, { indices }] of rows.entries()) starts[row + 1] = starts[row]! + indices.length;
  const indices = new Int32Array(starts[rows.length]!);
  const values = new Float32Array(starts[rows.length]!);
  for (const [row, entries] of rows.entries()) {
    indices.set(entries.indices, starts[row]);
    values.set(entries.values, starts[row]);
  }
  return { rows: rows.length, starts, indices, values };
}

/** Where rows of a dense row-major array lie: row r starts at `offset + r * stride`. */
export interface RowLayout {
  width: number;
  stride?: number;
  offset?: number;
}

/** target[rows, width] += sparse[rows, n] * dense[n, width]. `layout` describes the target; dense has no gaps. */
export function addSparseTimesDense(
  target: Float32Array,
  sparse: SparseMatrix,
  dense: Float32Array,
  { width, stride = width, offset = 0 }: RowLayout,
): void {
  for (let row = 0; row < sparse.rows; row++) {
    const to = offset + row * stride;
    for (let entry = sparse.starts[row]!; entry < sparse.starts[row + 1]!; entry++) {
      addScaled(target, to, dense, sparse.indices[entry]! * width, sparse.values[entry]!, width);
    }
  }
}

/**
 * target[n, width] += transpose(sparse[rows, n]) * dense[rows, width]: the gradient of the product above.
 * `layout` describes dense; target has no gaps.
 */
export function addTransposedSparseTimesDense(
  target: Float32Array,
  sparse: SparseMatrix,
  dense: Float32Array,
  { width, stride = width, offset = 0 }: RowLayout,
): void {
  for (let row = 0; row < sparse.rows; row++) {
    const from = offset + row * stride;
    for (let entry = sparse.starts[row]!; entry < sparse.starts[row + 1]!; entry++) {
      addScaled(target, sparse.indices[entry]! * width, dense, from, sparse.values[entry]!, width);
    }
  }
}

function addScaled(
  target: Float32Array,
  to: number,
  source: Float32Array,
  from: number,
  scale: number,
  width: number,
): void {
  for (let column = 0; column < width; column++) {
    target[to + column] = target[to + column]! + scale * source[from + column]!;
  }
}
