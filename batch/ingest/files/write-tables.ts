import { join } from 'node:path';
import type { DatasetContents } from '../../io/datasets/write-dataset.ts';
import { interruptible } from '../../io/duckdb/interruptible.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import type { Landing, StagedRecords } from './landing.ts';

/** Writes both tables of a raw dataset, and counts them against what was staged: not one record may be lost. */
export async function writeTables(
  { duck, folder, file, signal }: Landing,
  { rowsSql, rejectsSql, total }: StagedRecords,
): Promise<DatasetContents> {
  const rows = join(folder, 'rows.parquet');
  const rejects = join(folder, 'rejects.parquet');
  const none =
    'select null::bigint as row_number, null::varchar as reason, null::varchar as text where false';
  await interruptible(duck, signal, async () => {
    await duck.run(`copy (${rowsSql}) to ${sqlText(rows)} (format parquet)`);
    await duck.run(`copy (${rejectsSql ?? none}) to ${sqlText(rejects)} (format parquet)`);
  });
  const accepted = await countParquetRows(duck, rows);
  const quarantined = await countParquetRows(duck, rejects);
  if (accepted + quarantined !== total) {
    throw new Error(`${file.label}: ${total} records were read, ${accepted} and ${quarantined} were written`);
  }
  return {
    tables: { rows: ['rows.parquet'], rejects: ['rejects.parquet'] },
    accounting: { read: total, accepted, quarantined },
  };
}

export async function countParquetRows(duck: Duck, path: string): Promise<number> {
  const [row] = await duck.rows(`select num_rows::varchar as n from parquet_file_metadata(${sqlText(path)})`);
  return Number(row!.n);
}
