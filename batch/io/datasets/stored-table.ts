import type { Duck } from '../duckdb/open-duckdb.ts';
import { sqlText } from '../duckdb/sql-text.ts';

/** Rows of a file of a dataset: Parquet by its footer, CSV with a header and JSON arrays by reading them. */
export async function storedRows(duck: Duck, path: string): Promise<number> {
  const [counted] = await duck.rows(`select ${rowCount(path)} as n`);
  return Number(counted!.n);
}

/** Columns of a Parquet file, in order, with DuckDB's names of types. */
export async function storedColumns(duck: Duck, path: string): Promise<{ name: string; type: string }[]> {
  const rows = await duck.rows(
    `select column_name, column_type from (describe from read_parquet(${sqlText(path)}))`,
  );
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
}

function rowCount(path: string): string {
  const file = sqlText(path);
  if (path.endsWith('.parquet')) return `(select sum(num_rows)::varchar from parquet_file_metadata(${file}))`;
  const packed = path.endsWith('.gz') ? 'gzip' : path.endsWith('.zst') ? 'zstd' : null;
  if (path.replace(/\.(gz|zst)$/, '').endsWith('.csv')) {
    return `(select count(*)::varchar from read_csv(${file}, header = true, all_varchar = true, delim = ',', quote = '"',
      escape = '"', compression = ${sqlText(packed ?? 'none')}, max_line_size = 16777216))`;
  }
  return `(select count(*)::varchar from read_json_objects(${file}, format = 'array',
    compression = ${sqlText(packed ?? 'uncompressed')}, maximum_object_size = 67108864))`;
}
