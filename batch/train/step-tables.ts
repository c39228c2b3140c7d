import { compactColumns } from './compact-columns.ts';
import type { Scratch } from './scratch.ts';
import { addSparseTimesDense, type SparseMatrix } from './sparse-matrix.ts';
import { sparseRows } from './sparse-rows.ts';
import type { TowerParameters } from './tower-parameters.ts';

export interface StepTables {
  /** [rows, dim]: what histories pool. */
  history: Float32Array;
  /** [candidates, dim]: the first rows of `history`, without the id embeddings that are hidden. */
  candidates: Float32Array;
  /** [rows, contentRows.length]: content of the rows. */
  content: SparseMatrix;
  /** Rows of the content map that stand in the content of any row. */
  contentRows: Int32Array;
}

export interface StepTablesOptions {
  rows: Int32Array;
  /** [candidates]: 1 where the id embedding is left out. */
  hidden: Uint8Array;
  dim: number;
  scratch: Scratch;
}

/** Gathers the rows of both tables that a step reads; both results lie in `scratch`. */
export function stepTables(
  parameters: TowerParameters,
  encoded: SparseMatrix,
  { rows, hidden, dim, scratch }: StepTablesOptions,
): StepTables {
  const content = sparseRows(encoded, rows);
  const history = scratch.zeros('history', rows.length * dim);
  for (let row = 0; row < rows.length; row++) {
    const item = rows[row]!;
    history.set(parameters.itemIds.subarray(item * dim, (item + 1) * dim), row * dim);
  }
  addSparseTimesDense(history, content, parameters.content, { width: dim });
  const candidates = scratch.zeros('candidates', hidden.length * dim);
  candidates.set(history.subarray(0, candidates.length));
  for (let row = 0; row < hidden.length; row++) {
    if (hidden[row] === 0) continue;
    const own = candidates.subarray(row * dim, (row + 1) * dim).fill(0);
    const ofRow = sparseRows(content, Int32Array.of(row));
    addSparseTimesDense(own, ofRow, parameters.content, { width: dim });
  }
  const compact = compactColumns(content, parameters.content.length / dim);
  return { history, candidates, content: compact.matrix, contentRows: compact.columns };
}
