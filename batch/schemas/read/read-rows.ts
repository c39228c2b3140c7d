import { createCellReader } from './cell-reader.ts';
import { fileFormat, type RowFormat } from './file-format.ts';
import type { FieldNames } from './match-fields.ts';
import { readCsvRows } from './read-csv-rows.ts';
import { readJsonRows } from './read-json-rows.ts';
import { readParquetRows } from './read-parquet-rows.ts';
import type { Row } from './row.ts';

export interface ReadRowsOptions {
  /** JSON Schema of a row: names and types of its fields. */
  schema: FieldNames;
  /** Default: by the file's ending. */
  format?: RowFormat | undefined;
  tempFolder: string;
  signal?: AbortSignal | undefined;
}

/** The rows of a JSON, JSON Lines, CSV, TSV or Parquet file, the first four also gzipped, some at a time. */
export function readRows(path: string, options: ReadRowsOptions): AsyncGenerator<Row[]> {
  const { schema, signal } = options;
  const format = options.format ?? fileFormat(path);
  if (format === 'parquet') return readParquetRows(path, options);
  if (format === 'json' || format === 'jsonl')
    return readJsonRows(path, { lines: format === 'jsonl', signal });
  return readCsvRows(path, {
    delimiter: format === 'tsv' ? '\t' : ',',
    cellReader: (columns) => createCellReader(schema, columns),
    signal,
  });
}
