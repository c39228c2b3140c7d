import type { DatasetManifest, DatasetReference } from '../../shared/contracts/dataset-manifest.ts';
import type { QualityRuleSet } from '../../shared/contracts/quality-rules.ts';
import type { DatasetEnvironment } from '../io/datasets/write-dataset.ts';
import type { RejectedRecords } from './rows/write-quarantine.ts';

export interface ValidateEnvironment extends DatasetEnvironment {
  /** Passes done, of how many, and what is being done. */
  onProgress?: (done: number, total: number, detail?: string) => void;
}

export interface ValidateOptions {
  /** Of the dataset. */
  name: string;
  /** Parquet files of the processed table. */
  processed: readonly string[];
  /** Tables `rejects` of the raw datasets. */
  rejects: readonly RejectedRecords[];
  /** Datasets that all these files belong to. */
  parents: DatasetReference[];
  inputs?: DatasetManifest['inputs'];
  rules: QualityRuleSet;
  /** When the data was read: nothing can be later. The same at every attempt and in every shard. */
  asOf: Date;
}

export interface TableOptions extends ValidateOptions {
  reference: readonly string[] | null;
  blocked: Record<string, number>;
  shard: { index: number; count: number };
}
