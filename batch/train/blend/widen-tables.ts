import type { ModelTables } from '../../io/model-tables.ts';
import { placeColumns } from './place-columns.ts';
import { placeUserTower } from './place-user-tower.ts';

/** Trained tables with zeros after their own coordinates, up to `dim`; every score stays. */
export function widenTables(tables: ModelTables, dim: number): ModelTables {
  if (tables.dim === dim) return tables;
  const { itemTower } = tables;
  if (itemTower.kind !== 'trained') throw new RangeError(`Cannot widen: the tables are ${itemTower.kind}`);
  const columns = Int32Array.from({ length: tables.dim }, (_, at) => at);
  const wide = (values: Float32Array): Float32Array => {
    const to = new Float32Array((values.length / tables.dim) * dim);
    placeColumns({ values: to, dim }, { values, dim: tables.dim }, { columns });
    return to;
  };
  const userTower = { kernel: new Float32Array(3 * dim * dim), bias: new Float32Array(dim) };
  placeUserTower({ tower: userTower, dim }, { tower: tables.userTower, dim: tables.dim }, { columns });
  return {
    ...{ dim, userTower, historyInputs: wide(tables.historyInputs), embeddings: wide(tables.embeddings) },
    itemTower: { kind: 'trained', contentKernel: wide(itemTower.contentKernel) },
  };
}
