import type { ItemVectors } from '../../../publish/item-vectors.ts';
import { multiplyRows } from './multiply-rows.ts';
import type { WidthMap } from './width-map.ts';

/** Item vectors in the other width; embeddings keep unit length. */
export function mapVectors(vectors: ItemVectors, map: WidthMap): ItemVectors {
  const { from, to, embeddingWidth } = map;
  const projected = multiplyRows(vectors.embeddings, map.embedding, { inner: from, outer: embeddingWidth });
  return {
    dim: to,
    itemIds: vectors.itemIds,
    embeddings: embeddingWidth === to ? projected : withSlack(projected, to),
    historyInputs: multiplyRows(vectors.historyInputs, map.history, { inner: from, outer: to }),
  };
}

/** Rows [to - 1] with sqrt(1 - |row|^2) behind; what rounding took is given back. */
function withSlack(projected: Float32Array, to: number): Float32Array {
  const rows = projected.length / (to - 1);
  const table = new Float32Array(rows * to);
  for (let row = 0; row < rows; row++) {
    const values = projected.subarray(row * (to - 1), (row + 1) * (to - 1));
    let squares = 0;
    for (const value of values) squares += value * value;
    const scale = squares > 1 ? 1 / Math.sqrt(squares) : 1;
    for (let at = 0; at < to - 1; at++) table[row * to + at] = values[at]! * scale;
    table[row * to + to - 1] = Math.sqrt(Math.max(0, 1 - squares));
  }
  return table;
}
