import type { CatalogueItem } from '../../shared/contracts/catalogue-item.ts';

/** Everything a model is trained on, read once. The four columns have one entry a decision, in order of time. */
export interface TrainingSet {
  /** Catalogue in ascending order of the database id. */
  items: (CatalogueItem & { id: number })[];
  /** Opaque key of each person; the index is what `personIndex` holds. */
  personKeys: string[];
  personIndex: Int32Array;
  itemIndex: Int32Array;
  /** 1 like, 0 nope. */
  isLike: Uint8Array;
  /** Unix time in seconds. */
  decidedAt: Float64Array;
  /** SHA-256 (hex) of all of the above. */
  fingerprint: string;
}
