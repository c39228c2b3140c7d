import type { Client } from 'pg';
import type { ContentPolicy } from '../../../shared/contracts/content-policy.ts';
import type { ImportMapping } from '../../ingest/files/import-mapping.ts';
import type { FileFormat } from '../../ingest/files/source-file.ts';
import type { DatasetEnvironment } from '../../io/datasets/write-dataset.ts';

export interface ImportEnvironment extends DatasetEnvironment {
  /** Null: there is none, so only datasets are made. */
  client: Client | null;
  /** The run of a job that this belongs to, for the record. */
  runId?: string | undefined;
  /** What is being done, and how far it is. */
  onProgress?: ((done: number, total: number, detail: string) => void) | undefined;
}

export interface ImportOptions {
  /** Files, or folders of one atomic data set each. */
  paths: readonly string[];
  /** What the rows are filed under. Default: name of the data set or of the first file. */
  source?: string | undefined;
  kind?: 'events' | 'catalogue' | undefined;
  format?: FileFormat | undefined;
  mapping?: ImportMapping | undefined;
  /** Go before those of the mapping. */
  likeMin?: number | undefined;
  nopeMax?: number | undefined;
  allLikes?: boolean | undefined;
  noTimes?: boolean | undefined;
  /** Share of the rows of a table that may be refused, 0 to 1. Default 0.01. */
  maxRejectShare?: number | undefined;
  /**
   * What becomes of events on items that are not in the catalogue: of this import, or without one of the database.
   * Default: quarantine where a catalogue is imported too, else create, which makes items of their ids.
   */
  unknownItems?: 'quarantine' | 'create' | undefined;
  /** This process' part of the people's events, `index` from 1 to `count`. Default: all. */
  shard?: { index: number; count: number } | undefined;
  /** Make the datasets, store nothing. */
  datasetOnly?: boolean | undefined;
  /** The same, with datasets that are only temporary. */
  dryRun?: boolean | undefined;
  /** Where the database has none. */
  policy?: ContentPolicy | undefined;
}
