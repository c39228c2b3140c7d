import { mkdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { detectFormat } from '../../../../batch/ingest/files/detect-format.ts';
import { landTables } from '../../../../batch/ingest/files/land-tables.ts';
import type { Duck, DuckRow } from '../../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../../batch/io/duckdb/sql-text.ts';

export interface LandedBytes {
  /** row_number and the columns. */
  rows: DuckRow[];
  rejects: { row_number: number; reason: string; text: string }[];
}

export interface BytesFile {
  name: string;
  bytes: Buffer | string;
  gzip?: boolean;
  /** In place of the defaults of the format. */
  quote?: string | null;
  delimiter?: string;
}

/** Lands a file of the given bytes, without the dataset around it, and reads both tables back. */
export async function landBytes(duck: Duck, folder: string, file: BytesFile): Promise<LandedBytes> {
  const scratch = join(folder, 'scratch');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  const name = file.gzip ? `${file.name}.gz` : file.name;
  const path = join(folder, name);
  const bytes = Buffer.isBuffer(file.bytes) ? file.bytes : Buffer.from(file.bytes);
  await writeFile(path, file.gzip ? gzipSync(bytes) : bytes);
  const { quote, delimiter } = file;
  const source = {
    path,
    label: name,
    ...detectFormat(path, { kind: 'events' }),
    ...(quote !== undefined && { quote }),
    ...(delimiter !== undefined && { delimiter }),
  };
  await landTables({ duck, file: source, path, scratch, folder: scratch });
  const read = async (table: string) => {
    const rows = await duck.rows(`from read_parquet(${sqlText(join(scratch, table))}) order by row_number`);
    return rows.map((row) => ({ ...row, row_number: Number(row.row_number) }));
  };
  return {
    rows: await read('rows.parquet'),
    rejects: (await read('rejects.parquet')) as LandedBytes['rejects'],
  };
}
