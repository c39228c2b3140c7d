import type { LoadedGraph } from './graph-model/load-graph.ts';

/** What an item tower takes for items that it never saw; one that knows items by content alone has no `id_embedding`. */
export function itemTowerInputs(
  graph: Pick<LoadedGraph, 'inputs'>,
  { content, rows, dim }: { content: Float32Array; rows: number; dim: number },
): Record<string, Float32Array> {
  return graph.inputs.includes('id_embedding')
    ? { id_embedding: new Float32Array(rows * dim), content }
    : { content };
}
