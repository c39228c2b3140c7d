import type { GraphModel } from './graph-model/graph-model.ts';
import { loadGraph } from './graph-model/load-graph.ts';

/** Loads a stored user tower and runs it on inputs of shape [3 * dim]; unit embeddings of shape [dim] come back. */
export async function runUserTower(
  tower: GraphModel,
  dim: number,
  inputs: readonly Float32Array[],
): Promise<Float32Array[]> {
  const graph = await loadGraph(tower);
  try {
    // One row a call, as a function does it.
    return inputs.map((x) => {
      if (x.length !== 3 * dim) throw new RangeError(`Cannot run a user tower on ${x.length} values`);
      return graph.run({ rows: 1, inputs: { x }, outputs: ['embedding'] })[0]!;
    });
  } finally {
    graph.dispose();
  }
}
