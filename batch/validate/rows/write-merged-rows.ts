import { join } from 'node:path';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';

export interface MergeOptions {
  folder: string;
  /** SQL of the rows that are accepted and not neutral. */
  rows: string;
  columns: readonly string[];
  key: readonly string[];
  /** SQL that makes one row, all columns, of the rows of one key in `source`. */
  merge: (source: string) => string;
  /** Files are `<table>-0.parquet`, `<table>-1.parquet` and so on. */
  table: string;
  /** Rows merged at once, which is what memory is needed for. Default 500,000. */
  bucketRows?: number;
}

const hashes = 'validate_duplicate_hashes';
const duplicates = 'validate_duplicates';

/**
 * Writes one row a key. Most keys are there once: their rows go from file to file and never wait in memory. Which keys
 * might be there twice is found by 64-bit hashes; the rows of those are set aside and merged exactly, some at a time,
 * so that two keys with one hash cost a detour and nothing else. Returns the files, relative, and how many rows.
 */
export async function writeMergedRows(
  duck: Duck,
  { folder, rows, columns, key, merge, table, bucketRows = 500_000 }: MergeOptions,
): Promise<{ files: string[]; kept: number }> {
  const hash = `hash(${key.map(sqlIdentifier).join(', ')}) as key_hash`;
  const list = columns.map(sqlIdentifier).join(', ');
  const files: string[] = [];
  const write = async (query: string) => {
    const file = `${table}-${files.length}.parquet`;
    await duck.run(`copy (${query}) to ${sqlText(join(folder, file))} (format parquet)`);
    files.push(file);
  };
  const writeSplit = async () => {
    const hashed = `(select ${list}, ${hash} from ${rows})`;
    await duck.run(`
      create or replace temp table ${duplicates} as
      select hashed.* from ${hashed} as hashed semi join ${hashes} using (key_hash)`);
    await write(`select ${list} from ${hashed} as hashed anti join ${hashes} using (key_hash)`);
    const [waiting] = await duck.rows(`select count(*)::double as n from ${duplicates}`);
    const buckets = Math.ceil(Number(waiting!.n) / bucketRows);
    for (let bucket = 0; bucket < buckets; bucket++) {
      await write(merge(`(from ${duplicates} where key_hash % ${buckets} = ${bucket})`));
    }
  };
  try {
    await duck.run(`
      create or replace temp table ${hashes} as
      select key_hash from (select ${hash} from ${rows}) group by key_hash having count(*) > 1`);
    const [found] = await duck.rows(`select count(*)::double as n from ${hashes}`);
    if (Number(found!.n) === 0) await write(`select ${list} from ${rows}`);
    else await writeSplit();
  } finally {
    await duck.run(`drop table if exists ${hashes}; drop table if exists ${duplicates}`);
  }
  const written = files.map((file) => sqlText(join(folder, file))).join(', ');
  const [sum] = await duck.rows(`select sum(num_rows)::double as n from parquet_file_metadata([${written}])`);
  return { files, kept: Number(sum!.n) };
}
