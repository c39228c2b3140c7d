import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { interruptible } from '../../io/duckdb/interruptible.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { fileFormat, type RowFormat } from '../read/file-format.ts';
import { unreadable } from '../read/unreadable.ts';
import { inferredSchema } from './inferred-schema.ts';
import { type ColumnProfile, profileColumns } from './profile-columns.ts';
import { type ProposedMapping, proposeMapping } from './propose-mapping.ts';
import { sourceSql } from './source-sql.ts';

export interface InferFileOptions {
  tempFolder: string;
  /** Default: by the file's ending. */
  format?: RowFormat | undefined;
  signal?: AbortSignal | undefined;
  /** Called after each column. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface InferredFile {
  rows: number;
  columns: ColumnProfile[];
  /** JSON Schema of a row. */
  schema: Record<string, unknown>;
  /** For `matching import --mapping`; null where the columns look like neither events nor a catalogue. */
  mapping: ProposedMapping | null;
}

/**
 * What a CSV, TSV, JSON, JSON Lines or Parquet file (gzipped or not) holds, by DuckDB's sniffing over all rows. Records
 * that cannot be read are left out. No text of a row is part of the result but the names of kinds of events, and of
 * columns that tell people apart not even the largest number.
 * @throws AppError INVALID_DATA where the file cannot be read, INVALID_CONFIG where its format is not known.
 */
export async function inferFile(path: string, options: InferFileOptions): Promise<InferredFile> {
  if (!(await stat(path).catch(() => null))?.isFile()) {
    throw unreadable(path, 'there is no such file', 'Name a file that exists.');
  }
  const format = options.format ?? fileFormat(path);
  const duck = await openDuckDb({ tempFolder: options.tempFolder });
  try {
    return await interruptible(duck, options.signal, async () => {
      const table = format === 'parquet' ? sourceSql(path, format) : 'inferred';
      // Sniffing reads all of a text; each column is then a short pass.
      if (table === 'inferred') {
        await duck.run(`create temp table inferred as select * from ${sourceSql(path, format)}`);
      }
      const columns = await profileColumns(duck, table, options);
      return {
        rows: columns[0]?.rows ?? 0,
        columns,
        schema: inferredSchema(basename(path), columns),
        mapping: await proposeMapping(duck, table, { columns, format }),
      };
    });
  } catch (cause) {
    options.signal?.throwIfAborted();
    // DuckDB's own message may hold a row.
    throw unreadable(path, `it cannot be read as ${format}`, 'Check the file, or pass --format.', cause);
  } finally {
    await duck.close();
  }
}
