/** Coordinates that are kept at a fixed length by a slack coordinate of their own. */
export interface SlackPart {
  /** Where the values stand, first and one past the last. */
  from: number;
  to: number;
  /** The coordinate that makes up for what the values are shorter than the norm. */
  slack: number;
  /** Squared norm of values and slack together, in [0, 1]. */
  normSquared: number;
}

/** The item tower for items that were not trained on; every kernel has shape [contentWidth, dim], row-major. */
export type ItemTower =
  | {
      /** history_input = id_embedding + content · contentKernel; embedding = the same at unit length. */
      kind: 'trained';
      contentKernel: Float32Array;
    }
  | {
      /**
       * history_input = content · historyKernel; embedding = content · embeddingKernel, each part of it shortened to
       * its norm where it is longer, the slack filled where it is shorter. All normSquared add up to 1.
       */
      kind: 'spectral';
      historyKernel: Float32Array;
      embeddingKernel: Float32Array;
      parts: SlackPart[];
    }
  | {
      /**
       * Trained and spectral coordinates side by side: as `spectral`, plus the trained coordinates of history_input
       * at their own norm. All normSquared add up to 1.
       */
      kind: 'blended';
      historyKernel: Float32Array;
      embeddingKernel: Float32Array;
      parts: SlackPart[];
      trained: { columns: Int32Array; normSquared: number };
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
