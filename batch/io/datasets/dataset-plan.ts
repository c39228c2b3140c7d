import type {
  DatasetManifest,
  DatasetReference,
  DatasetStage,
} from '../../../shared/contracts/dataset-manifest.ts';

/** What a dataset is, before it has rows. */
export interface DatasetPlan {
  stage: DatasetStage;
  name: string;
  /** Should be a hash of everything that the rows depend on: an existing version is never written again. */
  version: string;
  schema: { name: string; version: number };
  parents: DatasetReference[];
  inputs: DatasetManifest['inputs'];
  parameters: Record<string, unknown>;
}

export interface DatasetContents {
  /** Parquet files by table, relative to the folder. */
  tables: Record<string, string[]>;
  accounting: DatasetManifest['accounting'];
}
