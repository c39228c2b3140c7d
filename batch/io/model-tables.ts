/** The item tower for items that were not trained on; every kernel has shape [contentWidth, dim], row-major. */
export type ItemTower =
  | {
      /** history_input = id_embedding + content · contentKernel; embedding = the same at unit length. */
      kind: 'trained';
      contentKernel: Float32Array;
    }
  | {
      /**
       * history_input = content · historyKernel; embedding = content · embeddingKernel with its two slack
       * coordinates (at `prefix - 1` and `dim - 1`) filled so that prefix and whole have the norms given.
       */
      kind: 'spectral';
      historyKernel: Float32Array;
      embeddingKernel: Float32Array;
      /** Width of the prefix that ranks as the whole does, its own slack coordinate included. */
      prefix: number;
      /** Squared norm of every item's prefix, in (0, 1]; the whole has length 1. */
      prefixNormSquared: number;
    };

/** What a model ranks with, however it was made: contract between train, evaluate and publish. All row-major. */
export interface ModelTables {
  dim: number;
  /** Database ids or row numbers stand elsewhere: row i is item i of the training set. [items, dim] */
  historyInputs: Float32Array;
  /** [items, dim], unit rows. */
  embeddings: Float32Array;
  /** kernel [3 * dim, dim]: likes, recent likes, nopes; bias [dim]. */
  userTower: { kernel: Float32Array; bias: Float32Array };
  itemTower: ItemTower;
}
