import * as tf from '@tensorflow/tfjs';
import type { ModelTables } from '../io/model-tables.ts';
import { normaliseRows } from '../train/loss/normalise-rows.ts';
import { poolRows } from '../train/pool-rows.ts';
import { addSparseTimesDense, sparseMatrix } from '../train/sparse-matrix.ts';
import type { TrainingConfig } from '../train/training-config.ts';
import type { EvaluationCase } from './evaluation-cases.ts';

/** Inner products of each case's user embedding with every item: shape [cases, items], in [-1, 1]. */
export function twoTowerSimilarities(
  cases: readonly EvaluationCase[],
  tables: ModelTables,
  { history }: Pick<TrainingConfig, 'history'>,
): Float32Array {
  const { dim } = tables;
  const rows = cases.map(({ likes, nopes }) => poolRows(likes, nopes, history));
  const pools = new Float32Array(cases.length * 3 * dim);
  for (const [block, name] of (['likes', 'recentLikes', 'nopes'] as const).entries()) {
    const layout = { width: dim, stride: 3 * dim, offset: block * dim };
    addSparseTimesDense(pools, sparseMatrix(rows.map((row) => row[name])), tables.historyInputs, layout);
  }
  const similarities = tf.tidy(() => {
    const input = tf.tensor2d(pools, [cases.length, 3 * dim]);
    const kernel = tf.tensor2d(tables.userTower.kernel, [3 * dim, dim]);
    const users = normaliseRows(
      tf.add(tf.matMul(input, kernel), tf.tensor2d(tables.userTower.bias, [1, dim])),
    );
    const items = tf.tensor2d(tables.embeddings, [tables.embeddings.length / dim, dim]);
    return tf.matMul(users, items, false, true);
  });
  // Read outside of tidy: it would walk the array in search of tensors.
  const values = similarities.dataSync<'float32'>() as Float32Array;
  similarities.dispose();
  return values;
}
