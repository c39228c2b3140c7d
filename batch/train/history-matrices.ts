import type { RowIndex } from './candidates/row-index.ts';
import type { Example } from './draw-example.ts';
import { type PoolRows, poolRows } from './pool-rows.ts';
import { type SparseMatrix, sparseMatrix } from './sparse-matrix.ts';
import type { TrainingConfig } from './training-config.ts';

/** The pools of the histories that are given, [examples, rows of the index] each; their items are added to the index. */
export function historyMatrices(
  examples: readonly Example[],
  { history, index }: { history: TrainingConfig['history']; index: RowIndex },
): Record<keyof PoolRows, SparseMatrix> {
  const pools = examples.map(({ likes, nopes }) => poolRows(likes, nopes, history));
  const matrix = (name: keyof PoolRows): SparseMatrix =>
    sparseMatrix(
      pools.map(({ [name]: { indices, values } }) => ({
        indices: Array.from(indices, (item) => index.add(item)),
        values,
      })),
    );
  return { likes: matrix('likes'), recentLikes: matrix('recentLikes'), nopes: matrix('nopes') };
}
