import type { Client } from 'pg';
import { type CopyValue, copyRows } from '../io/copy-rows.ts';
import type { Duck } from '../io/duckdb/open-duckdb.ts';
import { sqlText } from '../io/duckdb/sql-text.ts';
import { inTransaction } from './in-transaction.ts';

export interface StoreQuarantineOptions {
  /** Parquet files of a validated dataset's table `quarantine`. */
  files: readonly string[];
  runId: string;
  source: string;
  /** Of events only the place is stored: they are about people. */
  dataset: 'catalogue' | 'events';
  /** Rows of a run to store, the first ones by file and row; default 10,000. All of them stay in the dataset. */
  limit?: number;
}

const stageSql = `
  create temp table import_quarantine (place text not null, field text not null, reason text not null, record jsonb)
  on commit drop`;

const insertSql = `
  insert into app.quarantine (run_id, source, dataset, place, field, reason, record)
  select $1, $2, $3, place, field, reason, record from import_quarantine
  on conflict (run_id, dataset, place, field, reason) do nothing`;

/** Shows refused rows to the operator in app.quarantine, in one transaction; a repeated run adds nothing. */
export async function storeQuarantine(
  client: Client,
  duck: Duck,
  { files, runId, source, dataset, limit = 10_000 }: StoreQuarantineOptions,
): Promise<{ stored: number; total: number }> {
  if (files.length === 0) return { stored: 0, total: 0 };
  const relation = `read_parquet([${files.map(sqlText).join(', ')}])`;
  const [counted] = await duck.rows(`select count(*)::double as total from ${relation}`);
  const record = dataset === 'catalogue' ? 'record' : 'null';
  const rows = await duck.rows(`
    select file || ':' || row_number as place, coalesce(field, '*') as field, reason, ${record} as record
    from ${relation} order by file, row_number, field, reason limit ${limit}`);
  await inTransaction(client, async () => {
    await client.query(stageSql);
    await copyRows(
      client,
      { table: 'import_quarantine', columns: ['place', 'field', 'reason', 'record'] },
      rows.map((row) => [row.place, row.field, row.reason, row.record] as CopyValue[]),
    );
    await client.query(insertSql, [runId, source, dataset]);
  });
  return { stored: rows.length, total: counted!.total as number };
}
