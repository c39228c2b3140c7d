import { addSparseTimesDense, type SparseMatrix } from './sparse-matrix.ts';
import type { TowerParameters } from './tower-parameters.ts';

/**
 * The item tower before normalisation, [items, dim]: id embedding plus content map. It is also what a history
 * pools. `hideId(item)` leaves an id embedding out.
 */
export function itemTable(
  parameters: TowerParameters,
  content: SparseMatrix,
  dim: number,
  hideId: (item: number) => boolean = () => false,
): Float32Array {
  const table = new Float32Array(content.rows * dim);
  for (let item = 0; item < content.rows; item++) {
    if (hideId(item)) continue;
    table.set(parameters.itemIds.subarray(item * dim, (item + 1) * dim), item * dim);
  }
  addSparseTimesDense(table, content, parameters.content, { width: dim });
  return table;
}
