import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBDataChunk, DuckDBInstance, type DuckDBValue, type Json } from '@duckdb/node-api';

export interface DuckDbOptions {
  /** Where sorts and joins go that outgrow the memory; a folder of its own is made in it and removed at the end. */
  tempFolder: string;
  /** What the buffer manager may take; the process needs about 300 MB more. Default 1 GB. */
  memoryMegabytes?: number;
  /** Default 2. */
  threads?: number;
}

export type DuckRow = Record<string, Json>;

/** An in-memory DuckDB that spills to disk. `close` ends it and removes what it spilled. */
export interface Duck {
  run(sql: string, values?: DuckDBValue[]): Promise<void>;
  /** All rows, as JSON values: numbers beyond 32 bits come as strings. For small results only. */
  rows(sql: string, values?: DuckDBValue[]): Promise<DuckRow[]>;
  /** Rows in the order of the query, a few thousand at a time, as JSON values, in column order. */
  stream(sql: string, values?: DuckDBValue[]): AsyncGenerator<Json[][]>;
  /** Columns in the order of the query, about 2,000 rows at a time, as DuckDB has them: the way for millions of numbers. */
  columns(sql: string, values?: DuckDBValue[]): AsyncGenerator<DuckDBValue[][]>;
  /** Adds rows, with values in the order of the table's columns. */
  append(table: string, rows: Iterable<readonly DuckDBValue[]>): Promise<void>;
  /** Stops the statement that runs; its promise is rejected. */
  interrupt(): void;
  close(): Promise<void>;
}

/** The bundled extensions (json, parquet, icu) are all there is: nothing is ever downloaded. */
export async function openDuckDb(options: DuckDbOptions): Promise<Duck> {
  await mkdir(options.tempFolder, { recursive: true });
  const spill = await mkdtemp(join(options.tempFolder, 'duckdb-'));
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${options.memoryMegabytes ?? 1024}MB`,
    threads: String(options.threads ?? 2),
    temp_directory: spill,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // It tells versions of a file by their time in seconds: a file written twice would be read as a mixture.
    enable_external_file_cache: 'false',
  });
  const connection = await instance.connect();
  // Not with the options above: they are read before the extension that knows it is there.
  await connection.run("set TimeZone = 'UTC'");
  return {
    async run(sql, values) {
      await connection.run(sql, values);
    },
    async rows(sql, values) {
      const reader = await connection.runAndReadAll(sql, values);
      return reader.getRowObjectsJson();
    },
    async *stream(sql, values) {
      const result = await connection.stream(sql, values);
      for await (const rows of result.yieldRowsJson()) yield rows;
    },
    async *columns(sql, values) {
      const result = await connection.stream(sql, values);
      for await (const chunks of result) yield chunks.getColumns();
    },
    async append(table, rows) {
      const appender = await connection.createAppender(table);
      const types = Array.from({ length: appender.columnCount }, (_, index) => appender.columnType(index));
      for (const some of batches(rows, rowsOfChunk)) {
        const chunk = DuckDBDataChunk.create(types);
        chunk.setRows(some);
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    },
    interrupt() {
      connection.interrupt();
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
      await rm(spill, { recursive: true, force: true });
    },
  };
}

/** What a data chunk holds. */
const rowsOfChunk = 2048;

function* batches<T>(rows: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
