import * as tf from '@tensorflow/tfjs';
import type { ModelTables } from '../io/model-tables.ts';
import { normaliseRows } from '../train/loss/normalise-rows.ts';
import { poolRows } from '../train/pool-rows.ts';
import { addSparseTimesDense, sparseMatrix } from '../train/sparse-matrix.ts';
import type { TrainingConfig } from '../train/training-config.ts';
import type { Scorer } from './scorer.ts';
import { usedColumns } from './used-columns.ts';

export interface TwoTowerScorer {
  /** similarity / temperature of each case with each item. */
  logits: Scorer;
  /** Frees the tables that the backend holds. */
  dispose(): void;
}

export interface TwoTowerScorerOptions {
  history: TrainingConfig['history'];
  temperature: number;
  /** Rank by so many first coordinates, brought to unit length again; all when not given. */
  prefix?: number;
}

/** A scorer that gives the item table to the backend once, not with every block of cases: for large catalogues. */
export function twoTowerScorer(
  tables: ModelTables,
  { history, temperature, prefix = tables.dim }: TwoTowerScorerOptions,
): TwoTowerScorer {
  const { dim, userTower, historyInputs } = tables;
  const items = tables.embeddings.length / dim;
  // Tables may be zero in most coordinates; a product with those takes its time all the same.
  const used = usedColumns(tables.embeddings, { dim, end: prefix });
  const [kernel, bias, columns, candidates] = tf.tidy(() => {
    const columns = tf.tensor1d(used, 'int32');
    const embeddings = firstCoordinates(tf.tensor2d(tables.embeddings, [items, dim]), prefix);
    return [
      tf.tensor2d(userTower.kernel, [3 * dim, dim]),
      tf.tensor2d(userTower.bias, [1, dim]),
      columns,
      tf.div(tf.transpose(tf.gather(embeddings, columns, 1)), temperature),
    ];
  }) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor2D];
  return {
    logits(cases) {
      const rows = cases.map(({ likes, nopes }) => poolRows(likes, nopes, history));
      const pools = new Float32Array(cases.length * 3 * dim);
      for (const [block, name] of (['likes', 'recentLikes', 'nopes'] as const).entries()) {
        const layout = { width: dim, stride: 3 * dim, offset: block * dim };
        addSparseTimesDense(pools, sparseMatrix(rows.map((row) => row[name])), historyInputs, layout);
      }
      const scores = tf.tidy(() => {
        const input = tf.tensor2d(pools, [cases.length, 3 * dim]);
        const users = tf.add(tf.matMul(input, kernel), bias) as tf.Tensor2D;
        const queries = normaliseRows(firstCoordinates(users, prefix));
        return tf.matMul(tf.gather(queries, columns, 1), candidates);
      });
      // Read outside of tidy: it would walk the array in search of tensors.
      const values = scores.dataSync<'float32'>() as Float32Array;
      scores.dispose();
      return values;
    },
    dispose: () => tf.dispose([kernel, bias, columns, candidates]),
  };
}

/** x [n, d] as it is, or its first `width` columns with rows at unit length. */
function firstCoordinates(x: tf.Tensor2D, width: number): tf.Tensor2D {
  return width === x.shape[1] ? x : normaliseRows(tf.slice2d(x, [0, 0], [-1, width]));
}
