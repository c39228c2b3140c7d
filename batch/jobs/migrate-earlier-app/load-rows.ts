import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import type { MigrationEnvironment } from './migration-environment.ts';

export interface LoadTarget {
  /** Name of the temporary table that is made. */
  table: string;
  /** DuckDB types by column. */
  columns: Readonly<Record<string, string>>;
}

/** Brings rows of objects into a temporary table of DuckDB, by way of a file, so that they never stand in memory. */
export async function loadRows(
  { duck, dataRoot, signal }: Pick<MigrationEnvironment, 'duck' | 'dataRoot' | 'signal'>,
  { table, columns }: LoadTarget,
  rows: Iterable<object> | AsyncIterable<object>,
): Promise<void> {
  const { temp } = dataRootPaths(dataRoot);
  await mkdir(temp, { recursive: true });
  const scratch = await mkdtemp(join(temp, 'rows-'));
  try {
    const path = join(scratch, 'rows.jsonl');
    await pipeline(lines(rows), createWriteStream(path), { signal });
    const types = Object.entries(columns).map(([name, type]) => `${sqlText(name)}: ${sqlText(type)}`);
    await duck.run(`
      create or replace temp table ${table} as
      from read_json(${sqlText(path)}, format = 'newline_delimited', columns = {${types.join(', ')}})`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function* lines(rows: Iterable<object> | AsyncIterable<object>): AsyncGenerator<string> {
  let text = '';
  for await (const row of rows) {
    text += `${JSON.stringify(row)}\n`;
    if (text.length < 1 << 18) continue;
    yield text;
    text = '';
  }
  yield text;
}
