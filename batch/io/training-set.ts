import type { CatalogueItem } from '../../shared/contracts/catalogue-item.ts';

export interface TimeSplit {
  /** Decisions before this index are for training, from here to `validationEnd` for validation, the rest for test. */
  trainEnd: number;
  validationEnd: number;
}

/**
 * Everything a model is trained on, as a training dataset holds it. The four columns have one entry a decision, in order
 * of time, then of the person's key before it was hashed, then of the item.
 */
export interface TrainingSet {
  /** Catalogue in ascending order of the database id. */
  items: (CatalogueItem & { id: number })[];
  /** The group of each tag that is in one; absent where nothing is known of groups. */
  tagGroups?: ReadonlyMap<string, string>;
  /** Pseudonym of each person; the index is what `personIndex` holds. */
  personKeys: string[];
  personIndex: Int32Array;
  itemIndex: Int32Array;
  /** 1 like, 0 nope. */
  isLike: Uint8Array;
  /** Unix time in seconds. */
  decidedAt: Float64Array;
  split: TimeSplit;
  /** SHA-256 (hex): the dataset's fingerprint. */
  fingerprint: string;
}
