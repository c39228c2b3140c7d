import type { PersonMetrics } from '../person-metrics.ts';
import type { TableHealth } from '../table-health.ts';

/** One system on the test. Those of one evidence ranked for the same people in the same order. */
export interface GateSystem {
  /** At least `ndcg10` and `recall20`. */
  perPerson: PersonMetrics;
  /** Share of the catalogue in somebody's first 20, in [0, 1]. */
  coverage20: number;
  /** Recall@20 of items without a like among such items, over `people` who like one next. */
  coldItems: { recall20: number; people: number };
}

export interface GateEvidence {
  candidate: GateSystem;
  popularity: GateSystem;
  /** The model that serves now; null where there is none. */
  active: GateSystem | null;
  /** Why a version that serves is not compared with, in a sentence; null where none serves or it is. */
  activeAbsent?: string | null;
  /** Likes in the history of each person. */
  historyLengths: Int32Array;
  health: TableHealth;
}

/** What a candidate may lose. Shares are relative: 0.05 is five hundredths of what it is compared with. */
export interface GateThresholds {
  /** Fewer people can not tell. */
  fewestPeople: number;
  /** Mean NDCG@10 below the active model's, where the interval is too wide to tell. */
  activeTolerance: number;
  /** Coverage below that of the active model, or of popularity where there is none. */
  coverageTolerance: number;
  /** Recall of cold items below the same. */
  coldItemTolerance: number;
  /** People with fewer likes are cold. */
  coldLikes: number;
  /** Groups with fewer people are not judged. */
  fewestColdPeople: number;
  /** Largest |length - 1| of an item vector. */
  normTolerance: number;
  /** Smallest spread of scores over items and over people, relative to their size. */
  smallestSpread: number;
  resamples: number;
  level: number;
  seed: number;
}

export type GateCode =
  | 'too_few_people'
  | 'not_above_popularity'
  | 'below_active'
  | 'active_not_compared'
  | 'coverage_fell'
  | 'cold_people_fell'
  | 'cold_items_fell'
  | 'vectors_not_finite'
  | 'vectors_not_unit'
  | 'scores_not_finite'
  | 'scores_collapsed';

export interface GateCheck {
  code: GateCode;
  passed: boolean;
  /** A sentence with the figures. */
  sentence: string;
}
