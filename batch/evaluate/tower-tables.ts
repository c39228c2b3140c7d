import { itemTable } from '../train/item-table.ts';
import type { SparseMatrix } from '../train/sparse-matrix.ts';
import type { TowerParameters } from '../train/tower-parameters.ts';
import type { TowerTables } from './two-tower-similarities.ts';

/** Item vectors of trained parameters: history inputs as they are, embeddings at unit length. */
export function towerTables(parameters: TowerParameters, content: SparseMatrix, dim: number): TowerTables {
  const historyInputs = itemTable(parameters, content, dim);
  const embeddings = historyInputs.slice();
  for (let item = 0; item < content.rows; item++) {
    const row = embeddings.subarray(item * dim, (item + 1) * dim);
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    const scale = 1 / Math.max(norm, 1e-6);
    for (let at = 0; at < dim; at++) row[at] = row[at]! * scale;
  }
  return { parameters, historyInputs, embeddings };
}
