import type { ItemVectors } from './item-vectors.ts';

export interface VectorIndexOptions {
  /** Of app.item_vectors, in schema app; its rows are there. */
  partition: string;
  /** Coordinates that the index holds: all, or a prefix. */
  width: number;
  vectors: Pick<ItemVectors, 'dim' | 'itemIds'>;
}

/**
 * Builds the HNSW index of a version, in the caller's transaction. Expression and operator class are those that
 * app.find_near_page_items orders by: the whole by inner product; a prefix by cosine, because prefixes of unit vectors
 * differ in length.
 */
export async function createVectorIndex(
  client: { query(sql: string): Promise<unknown> },
  { partition, width, vectors }: VectorIndexOptions,
): Promise<void> {
  const expression =
    width === vectors.dim
      ? 'embedding extensions.halfvec_ip_ops'
      : `(extensions.subvector(embedding, 1, ${width})::extensions.halfvec(${width})) extensions.halfvec_cosine_ops`;
  // A graph that does not fit is built row by row on disk, which takes many times as long.
  await client.query(`set local maintenance_work_mem = '${graphMegabytes(vectors.itemIds.length, width)}MB'`);
  await client.query(
    `create index on app.${partition} using hnsw (${expression}) with (m = 16, ef_construction = 64)`,
  );
}

/** A node takes its vector of halves and about a kilobyte for its neighbours. */
function graphMegabytes(rows: number, width: number): number {
  return Math.min(1024, Math.max(64, Math.ceil((rows * (2 * width + 1024)) / 2 ** 20)));
}
