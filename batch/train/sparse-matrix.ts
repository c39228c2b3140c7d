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
  layout: RowLayout,
): void {
  addProduct({ array: target, ...layout }, sparse, { array: dense, width: layout.width });
}

/**
 * target[n, width] += transpose(sparse[rows, n]) * dense[rows, width]: the gradient of the product above.
 * `layout` describes dense; target has no gaps.
 */
export function addTransposedSparseTimesDense(
  target: Float32Array,
  sparse: SparseMatrix,
  dense: Float32Array,
  layout: RowLayout,
): void {
  const { width } = layout;
  const transposed = transposeSparse(sparse, target.length / width);
  addProduct({ array: target, width }, transposed, { array: dense, ...layout });
}

/** Rows of the result hold their entries in ascending order of the old row. */
export function transposeSparse(sparse: SparseMatrix, columns: number): SparseMatrix {
  const starts = new Int32Array(columns + 1);
  for (const column of sparse.indices) starts[column + 1]!++;
  for (let column = 0; column < columns; column++) starts[column + 1]! += starts[column]!;
  const next = starts.slice(0, columns);
  const indices = new Int32Array(sparse.indices.length);
  const values = new Float32Array(sparse.indices.length);
  for (let row = 0; row < sparse.rows; row++) {
    for (let entry = sparse.starts[row]!; entry < sparse.starts[row + 1]!; entry++) {
      const at = next[sparse.indices[entry]!]!++;
      indices[at] = row;
      values[at] = sparse.values[entry]!;
    }
  }
  return { rows: columns, starts, indices, values };
}

interface DenseRows extends RowLayout {
  array: Float32Array;
}

/** target += sparse * dense. Four rows of dense at a time: the target is read and written once for all of them. */
function addProduct(
  { array: target, width, stride = width, offset = 0 }: DenseRows,
  { rows, starts, indices, values }: SparseMatrix,
  { array: source, stride: sourceStride = width, offset: sourceOffset = 0 }: DenseRows,
): void {
  for (let row = 0; row < rows; row++) {
    const to = offset + row * stride;
    const end = starts[row + 1]!;
    let entry = starts[row]!;
    for (; entry + 3 < end; entry += 4) {
      const [p, q, r, s] = [values[entry]!, values[entry + 1]!, values[entry + 2]!, values[entry + 3]!];
      const a = sourceOffset + indices[entry]! * sourceStride;
      const b = sourceOffset + indices[entry + 1]! * sourceStride;
      const c = sourceOffset + indices[entry + 2]! * sourceStride;
      const d = sourceOffset + indices[entry + 3]! * sourceStride;
      for (let column = 0; column < width; column++) {
        target[to + column] =
          target[to + column]! +
          p * source[a + column]! +
          q * source[b + column]! +
          r * source[c + column]! +
          s * source[d + column]!;
      }
    }
    for (; entry < end; entry++) {
      const scale = values[entry]!;
      const from = sourceOffset + indices[entry]! * sourceStride;
      for (let column = 0; column < width; column++)
        target[to + column] = target[to + column]! + scale * source[from + column]!;
    }
  }
}
