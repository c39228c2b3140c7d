import { join } from 'node:path';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import type { TableSpec } from './table-spec.ts';

/** Malformed records of one landed file: Parquet with row_number, reason and text. */
export interface RejectedRecords {
  /** Name of the file that was landed. */
  file: string;
  files: readonly string[];
}

/**
 * Writes the refused rows and records as table (file, row_number, field, reason, record), the record as JSON text, and
 * returns the file, relative, and how many records of each landed file were rejected, by reason. Field `*` is the whole
 * record.
 */
export async function writeQuarantine(
  duck: Duck,
  spec: TableSpec,
  {
    folder,
    relation,
    rejects,
    refused,
  }: {
    folder: string;
    relation: string;
    rejects: readonly RejectedRecords[];
    /** Rows of the relation with a reason, as counted before: without any it is not read again. */
    refused: number;
  },
): Promise<{ file: string; rows: number; rejected: { file: string; reason: string; rows: number }[] }> {
  const names = Object.keys(spec.fields).map((name) => `${sqlText(name)}: ${sqlIdentifier(name)}`);
  const records = rejects
    .filter(({ files }) => files.length > 0)
    .map(
      ({ file, files }) => `
      select ${sqlText(file)} as file, row_number, '*' as field, reason, to_json({ 'text': text })::varchar as record
      from read_parquet([${files.map(sqlText).join(', ')}])`,
    );
  const query = [
    `select file, row_number::bigint as row_number, reason_field as field, reason,
      to_json({ ${names.join(', ')} })::varchar as record
    from ${relation} where ${refused > 0 ? 'reason is not null' : 'false'}`,
    ...records,
  ].join(' union all ');
  const file = 'quarantine.parquet';
  const path = sqlText(join(folder, file));
  await duck.run(`copy (${query}) to ${path} (format parquet)`);
  const [written] = await duck.rows(`select count(*)::double as n from ${path}`);
  const rejected =
    records.length === 0
      ? []
      : await duck.rows(`
          select file, reason, count(*)::double as n from (${records.join(' union all ')}) group by all`);
  return {
    file,
    rows: Number(written!.n),
    rejected: rejected.map((row) => ({
      file: String(row.file),
      reason: String(row.reason),
      rows: Number(row.n),
    })),
  };
}
