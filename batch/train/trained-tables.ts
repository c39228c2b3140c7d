import type { ModelTables } from '../io/model-tables.ts';
import { itemTable } from './item-table.ts';
import type { SparseMatrix } from './sparse-matrix.ts';
import type { TowerParameters } from './tower-parameters.ts';

/** Tables of trained parameters: history inputs [content.rows, dim] as they are, embeddings at unit length. */
export function trainedTables(parameters: TowerParameters, content: SparseMatrix, dim: number): ModelTables {
  const historyInputs = itemTable(parameters, content, dim);
  const embeddings = historyInputs.slice();
  for (let item = 0; item < content.rows; item++) {
    const row = embeddings.subarray(item * dim, (item + 1) * dim);
    let squares = 0;
    for (let at = 0; at < dim; at++) squares += row[at]! * row[at]!;
    const scale = 1 / Math.max(Math.sqrt(squares), 1e-6);
    for (let at = 0; at < dim; at++) row[at] = row[at]! * scale;
  }
  const { kernel, bias, content: contentKernel } = parameters;
  return {
    dim,
    historyInputs,
    embeddings,
    userTower: { kernel, bias },
    itemTower: { kind: 'trained', contentKernel },
  };
}
