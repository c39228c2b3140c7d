/** How a model of one width is told in another; all matrices row-major. */
export interface WidthMap {
  from: number;
  to: number;
  /** Orthonormal columns or rows, [from, to]: history inputs h become h · history, pools go back by its transpose. */
  history: Float32Array;
  /** Likewise for embeddings: [from, embeddingWidth]. */
  embedding: Float32Array;
  /** `to`, or one less, where the last coordinate takes what an item's embedding lacks in length. */
  embeddingWidth: number;
}

/** Zeros behind: exact. [from, to] with ones on the diagonal. */
export function paddingMap(from: number, to: number): WidthMap {
  const padding = new Float32Array(from * to);
  for (let at = 0; at < from; at++) padding[at * to + at] = 1;
  return { from, to, history: padding, embedding: padding, embeddingWidth: to };
}
