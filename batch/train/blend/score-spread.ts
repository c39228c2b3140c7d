import * as tf from '@tensorflow/tfjs';
import type { ModelTables } from '../../io/model-tables.ts';
import { poolRows } from '../pool-rows.ts';
import { addSparseTimesDense, sparseMatrix } from '../sparse-matrix.ts';
import type { TrainingConfig } from '../training-config.ts';

export interface ScoreSpread {
  /** Mean length of a person's vector before it is brought to 1. */
  norm: number;
  /** Mean over people of the standard deviation of norm · cosine over items. */
  deviation: number;
}

const mostItems = 2000;

/** How far the scores of tables spread for people with such likes, oldest first, over at most 2,000 items, evenly drawn from the table. */
export function scoreSpread(
  { dim, historyInputs, embeddings, userTower }: ModelTables,
  people: readonly number[][],
  history: TrainingConfig['history'],
): ScoreSpread {
  const rows = people.map((likes) => poolRows(likes, [], history));
  const pools = new Float32Array(people.length * 3 * dim);
  for (const [block, name] of (['likes', 'recentLikes', 'nopes'] as const).entries()) {
    const layout = { width: dim, stride: 3 * dim, offset: block * dim };
    addSparseTimesDense(pools, sparseMatrix(rows.map((row) => row[name])), historyInputs, layout);
  }
  const step = Math.max(1, Math.ceil(embeddings.length / dim / mostItems));
  const [norm, deviation] = tf.tidy(() => {
    const items = tf.tensor2d(everyRow(embeddings, { dim, step }), [
      Math.ceil(embeddings.length / dim / step),
      dim,
    ]);
    const users = tf.add(
      tf.matMul(tf.tensor2d(pools, [people.length, 3 * dim]), tf.tensor2d(userTower.kernel, [3 * dim, dim])),
      tf.tensor2d(userTower.bias, [1, dim]),
    ) as tf.Tensor2D;
    const { variance } = tf.moments(tf.matMul(users, items, false, true), 1);
    return [tf.mean(tf.norm(users, 'euclidean', 1)), tf.mean(tf.sqrt(variance))];
  }) as [tf.Tensor, tf.Tensor];
  const spread = { norm: norm.dataSync()[0]!, deviation: deviation.dataSync()[0]! };
  tf.dispose([norm, deviation]);
  return spread;
}

function everyRow(table: Float32Array, { dim, step }: { dim: number; step: number }): Float32Array {
  if (step === 1) return table;
  const rows = Math.ceil(table.length / dim / step);
  const some = new Float32Array(rows * dim);
  for (let row = 0; row < rows; row++)
    some.set(table.subarray(row * step * dim, (row * step + 1) * dim), row * dim);
  return some;
}
