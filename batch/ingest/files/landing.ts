import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import type { SourceFile } from './source-file.ts';

/** What the making of one raw dataset has at hand. */
export interface Landing {
  duck: Duck;
  file: SourceFile;
  /** The bytes to read: `file.path`, or what was unpacked of it. */
  path: string;
  /** Empty folder for files that are not kept. */
  scratch: string;
  /** Takes rows.parquet and rejects.parquet. */
  folder: string;
  signal?: AbortSignal | undefined;
}

/** Queries over what was read: together they hold every record once. */
export interface StagedRecords {
  /** row_number and the columns, VARCHAR. */
  rowsSql: string;
  /** row_number, reason, text. Null: there are none. */
  rejectsSql: string | null;
  /** Records of both. */
  total: number;
}
