import { sqlText } from '../../io/duckdb/sql-text.ts';
import type { RowFormat } from '../read/file-format.ts';

/** The whole file as a table of DuckDB, with the types that its own sniffing finds in all rows. */
export function sourceSql(path: string, format: RowFormat): string {
  const file = sqlText(path);
  switch (format) {
    case 'parquet':
      return `read_parquet(${file})`;
    case 'csv':
    case 'tsv':
      return `read_csv_auto(${file}, sample_size = -1, ignore_errors = true)`;
    case 'jsonl':
      return `read_json_auto(${file}, format = 'newline_delimited', sample_size = -1, ignore_errors = true)`;
    case 'json':
      return `read_json_auto(${file}, format = 'auto', sample_size = -1)`;
  }
}
