import { addSparseTimesDense, type SparseMatrix } from './sparse-matrix.ts';
import type { TowerParameters } from './tower-parameters.ts';

/** The item tower before normalisation, [items, dim]: id embedding plus content map. It is also what a history pools. */
export function itemTable(
  { itemIds, content: contentKernel }: Pick<TowerParameters, 'itemIds' | 'content'>,
  content: SparseMatrix,
  dim: number,
): Float32Array {
  const table = itemIds.slice();
  addSparseTimesDense(table, content, contentKernel, { width: dim });
  return table;
}
