import { join } from 'node:path';
import type { ExportConfiguration } from '../../shared/contracts/export-configuration.ts';
import type { Duck } from '../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../io/duckdb/sql-identifier.ts';
import { sqlText } from '../io/duckdb/sql-text.ts';

type Form = Pick<ExportConfiguration, 'name' | 'format' | 'compression' | 'escapeFormulas'>;

/** Name of the file of an export: `.gz` and `.zst` say how texts are packed; Parquet files are packed inside. */
export function exportFileName({ name, format, compression }: Form): string {
  const packed = format === 'parquet' ? '' : { none: '', gzip: '.gz', zstd: '.zst' }[compression ?? 'none'];
  return `${name}.${format}${packed}`;
}

/** Writes the rows of an ordered Parquet file in the form of the export into a folder. Returns the file's name. */
export async function writeFormat(
  duck: Duck,
  form: Form,
  { parquet, folder }: { parquet: string; folder: string },
): Promise<string> {
  const fileName = exportFileName(form);
  const columns = await duck.rows(
    `select column_name, column_type from (describe from read_parquet(${sqlText(parquet)}))`,
  );
  const values = columns.map(({ column_name, column_type }) => {
    const name = sqlIdentifier(String(column_name));
    return `${textValue(name, String(column_type), form)} as ${name}`;
  });
  const options =
    form.format === 'csv'
      ? "format csv, header true, delimiter ',', quote '\"', escape '\"'"
      : `format json, array ${form.format === 'json'}`;
  await duck.run(
    `copy (select ${values.join(', ')} from read_parquet(${sqlText(parquet)}))
     to ${sqlText(join(folder, fileName))} (${options}, compression ${form.compression ?? 'none'})`,
  );
  return fileName;
}

/** Times as ISO 8601 in UTC; in CSV lists and objects as JSON. */
function textValue(column: string, type: string, { format, escapeFormulas }: Form): string {
  if (type === 'TIMESTAMP') return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
  if (format === 'json' || format === 'jsonl') return column;
  if (type.endsWith('[]') || type.startsWith('STRUCT')) return `to_json(${column})::varchar`;
  if (type === 'JSON') return `${column}::varchar`;
  return type === 'VARCHAR' && escapeFormulas ? withoutFormula(column) : column;
}

/**
 * A spreadsheet runs a cell that begins like a formula, also in full-width letters, whoever wrote it (OWASP, "CSV
 * Injection"). An apostrophe before it makes it a text; texts that already are such get one more, so that taking one
 * away restores every text.
 */
function withoutFormula(column: string): string {
  return `case when regexp_matches(${column}, '^''*[=+\\-@\\t\\r\\n＝＋－＠]') then '''' || ${column} else ${column} end`;
}
