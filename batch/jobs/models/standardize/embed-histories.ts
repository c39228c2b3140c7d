import type { FeatureSpec } from '../../../../shared/features/feature-spec.ts';
import type { GraphModel } from '../../../publish/graph-model/graph-model.ts';
import { loadGraph } from '../../../publish/graph-model/load-graph.ts';
import type { ItemVectors } from '../../../publish/item-vectors.ts';
import { poolRows } from '../../../train/pool-rows.ts';
import { addSparseTimesDense, sparseMatrix } from '../../../train/sparse-matrix.ts';
import type { History } from './draw-histories.ts';

/** What a user tower makes of histories that pool these vectors: [histories, dim]. */
export async function embedHistories(
  tower: GraphModel,
  histories: readonly History[],
  { vectors, limits }: { vectors: ItemVectors; limits: FeatureSpec['history'] },
): Promise<Float32Array> {
  const { dim } = vectors;
  const rows = histories.map(({ likes, nopes }) => poolRows(likes, nopes, limits));
  const x = new Float32Array(histories.length * 3 * dim);
  for (const [block, name] of (['likes', 'recentLikes', 'nopes'] as const).entries()) {
    const layout = { width: dim, stride: 3 * dim, offset: block * dim };
    addSparseTimesDense(x, sparseMatrix(rows.map((row) => row[name])), vectors.historyInputs, layout);
  }
  const graph = await loadGraph(tower);
  try {
    return graph.run({ rows: histories.length, inputs: { x }, outputs: ['embedding'] })[0]!;
  } finally {
    graph.dispose();
  }
}
