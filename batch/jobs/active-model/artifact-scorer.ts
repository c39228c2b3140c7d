import * as tf from '@tensorflow/tfjs';
import { artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import type { TwoTowerScorer } from '../../evaluate/two-tower-scorer.ts';
import type { TrainingSet } from '../../io/training-set.ts';
import { loadGraph } from '../../publish/graph-model/load-graph.ts';
import type { ItemVectors } from '../../publish/item-vectors.ts';
import type { Artifact } from '../../publish/read-artifact.ts';
import { poolRows } from '../../train/pool-rows.ts';
import { addSparseTimesDense, sparseMatrix } from '../../train/sparse-matrix.ts';

/**
 * A finished model as a scorer of `items`: its own tower and its own vectors, as they are served. Items that it does not
 * know score like a vector of zeros. The backend must have been selected.
 */
export async function artifactScorer(
  { artifact, vectors }: { artifact: Artifact; vectors: ItemVectors },
  items: TrainingSet['items'],
): Promise<TwoTowerScorer> {
  const { manifest, files } = artifact;
  const { dim, history, scoring } = manifest;
  const graph = await loadGraph({
    modelJson: files.get(artifactPaths.userTowerModel)!.toString(),
    weights: Uint8Array.from(files.get(artifactPaths.userTowerWeights)!),
  });
  const rowOf = new Map(vectors.itemIds.map((id, row) => [id, row]));
  const historyInputs = new Float32Array(items.length * dim);
  const embeddings = new Float32Array(items.length * dim);
  for (const [index, { id }] of items.entries()) {
    const row = rowOf.get(id);
    if (row === undefined) continue;
    historyInputs.set(vectors.historyInputs.subarray(row * dim, (row + 1) * dim), index * dim);
    embeddings.set(vectors.embeddings.subarray(row * dim, (row + 1) * dim), index * dim);
  }
  const candidates = tf.tidy(() => tf.div(tf.tensor2d(embeddings, [items.length, dim]), scoring.temperature));
  return {
    logits(cases) {
      const rows = cases.map(({ likes, nopes }) => poolRows(likes, nopes, history));
      const x = new Float32Array(cases.length * 3 * dim);
      for (const [block, name] of (['likes', 'recentLikes', 'nopes'] as const).entries()) {
        const layout = { width: dim, stride: 3 * dim, offset: block * dim };
        addSparseTimesDense(x, sparseMatrix(rows.map((row) => row[name])), historyInputs, layout);
      }
      const [users] = graph.run({ rows: cases.length, inputs: { x }, outputs: ['embedding'] });
      const scores = tf.tidy(() =>
        tf.matMul(tf.tensor2d(users!, [cases.length, dim]), candidates as tf.Tensor2D, false, true),
      );
      // Read outside of tidy: it would walk the array in search of tensors.
      const values = scores.dataSync<'float32'>() as Float32Array;
      scores.dispose();
      return values;
    },
    dispose() {
      graph.dispose();
      candidates.dispose();
    },
  };
}
