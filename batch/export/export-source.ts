import type { ExportFilter } from '../../shared/contracts/export-configuration.ts';

export interface ExportColumn {
  name: string;
  /** DuckDB's type of it. */
  type:
    | 'VARCHAR'
    | 'VARCHAR[]'
    | 'BIGINT'
    | 'INTEGER'
    | 'DOUBLE'
    | 'FLOAT'
    | 'FLOAT[]'
    | 'TIMESTAMP'
    | 'JSON';
  /** Expression in Postgres; times are timestamptz. */
  sql: string;
}

/** Rows in Postgres that can be exported. */
export interface ExportSource {
  /** In the order in which they are written when none are chosen; without the person's key. */
  columns: readonly ExportColumn[];
  /** The `from` clause; rows that must never be exported are not in it. */
  from: string;
  /** Columns that tell rows apart: the order of the export. */
  key: readonly string[];
  /** Conditions of the filters that it takes, given the parameter such as `$1`. */
  filters: Partial<Record<keyof ExportFilter, (parameter: string) => string>>;
  /** Expression of the key of a person, for sources that have a first column `person_key`. */
  personKey?: string;
  /** How many rows are fetched at once: few where they are long. */
  fetchRows: number;
}
