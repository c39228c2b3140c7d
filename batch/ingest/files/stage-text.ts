import { join } from 'node:path';
import { interruptible } from '../../io/duckdb/interruptible.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { inspectText, type TextFacts } from './inspect-text.ts';
import type { Landing, StagedRecords } from './landing.ts';
import type { FileHeader } from './read-header.ts';
import { rewriteText } from './rewrite-text.ts';
import { countParquetRows } from './write-tables.ts';

/** The one column of a file without header: the line. */
const wholeLine = ['text'];

/**
 * Splits a text file into records. `row_number` is the line of the file where a record begins. A file without anything
 * odd is read by DuckDB as it stands, in parallel; where DuckDB then finds another number of records than there are
 * lines, or fails, and for all other files, this program splits the lines itself.
 */
export async function stageText(landing: Landing, header: FileHeader | null): Promise<StagedRecords> {
  const { file, path, scratch, signal } = landing;
  const facts = await inspectText(path, { quote: file.quote, delimiter: file.delimiter, signal });
  const plain = facts.isPlain ? await stagePlain(landing, header, facts) : null;
  if (plain) return plain;
  const rewritten = await rewriteText(path, {
    delimiter: file.delimiter,
    quote: file.quote,
    columns: header?.columns ?? wholeLine,
    header,
    isUtf8: facts.isUtf8,
    rowsPath: join(scratch, 'rows.txt'),
    rejectsPath: join(scratch, 'rejects.txt'),
    signal,
  });
  return { ...rewritten, total: rewritten.rows + rewritten.rejects };
}

async function stagePlain(
  { duck, file, path, scratch, signal }: Landing,
  header: FileHeader | null,
  { lines }: TextFacts,
): Promise<StagedRecords | null> {
  const columns = header?.columns ?? wholeLine;
  const target = join(scratch, 'plain.parquet');
  const types = columns.map((column) => `${sqlText(column)}: 'VARCHAR'`);
  const total = lines - (header ? 1 : 0);
  try {
    await interruptible(duck, signal, () =>
      // Numbering rows here would make the reading serial.
      duck.run(`
        copy (
          from read_csv(${sqlText(path)}, auto_detect = false, header = ${header !== null}, quote = '', escape = '',
            delim = ${sqlText(file.delimiter ?? '\x1f')}, new_line = '\\n', max_line_size = 4194304,
            columns = {${types.join(', ')}})
        ) to ${sqlText(target)} (format parquet)`),
    );
    if ((await countParquetRows(duck, target)) !== total) return null;
  } catch {
    signal?.throwIfAborted();
    // A line with too many or too few cells, most often. The other way says which, and meets a real failure again.
    return null;
  }
  const firstLine = header ? 2 : 1;
  const source = `select file_row_number + ${firstLine} as row_number, * exclude (file_row_number)
    from read_parquet(${sqlText(target)}, file_row_number = true)`;
  if (header === null) return { rowsSql: source, rejectsSql: null, total };
  const again = headerAgain(header);
  const text = columns.map(sqlIdentifier).join(` || ${sqlText(file.delimiter!)} || `);
  return {
    rowsSql: `from (${source}) where not ${again}`,
    rejectsSql: `select row_number, 'header_again' as reason, (${text})[:2000] as text from (${source}) where ${again}`,
    total,
  };
}

/** Files that were put one behind the other. */
function headerAgain({ columns }: FileHeader): string {
  const same = columns.map((column) => `coalesce(${sqlIdentifier(column)} = ${sqlText(column)}, false)`);
  return `(${same.join(' and ')})`;
}
