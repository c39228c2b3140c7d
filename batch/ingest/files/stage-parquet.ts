import { join } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { interruptible } from '../../io/duckdb/interruptible.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { checkColumnNames } from './check-column-names.ts';
import type { Landing, StagedRecords } from './landing.ts';
import { refuseFile } from './refuse-file.ts';
import { countParquetRows } from './write-tables.ts';

/**
 * All columns of a Parquet file as text: lists and structs as JSON, bytes as the UTF-8 they hold. `row_number` counts
 * from 1. Throws INVALID_DATA for a file that is broken anywhere: of which rows it spoils nothing is known.
 */
export async function stageParquet(landing: Landing): Promise<StagedRecords> {
  const { duck, path, scratch, file, signal } = landing;
  const texts = join(scratch, 'texts.parquet');
  try {
    const columns = await describe(duck, path);
    checkColumnNames(
      columns.map(({ name }) => name),
      { file: file.label },
    );
    const total = await countParquetRows(duck, path);
    await interruptible(duck, signal, () =>
      duck.run(`copy (${textsSql(path, columns)}) to ${sqlText(texts)}`),
    );
    const names = columns.map(({ name }) => sqlIdentifier(name)).join(', ');
    const source = `select *, ${reasonSql(columns)} as reason from read_parquet(${sqlText(texts)})`;
    return {
      rowsSql: `select row_number, ${names} from (${source}) where reason is null`,
      rejectsSql: `
        select row_number, reason, (to_json([${names}])::varchar)[:2000] as text
        from (${source}) where reason is not null`,
      total,
    };
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof AppError) throw cause;
    const problem = 'the Parquet file is broken, or of a kind that cannot be read';
    throw refuseFile({ file: file.label }, problem, 'Write or fetch the file again.', cause);
  }
}

interface ParquetColumn {
  name: string;
  type: string;
}

async function describe(duck: Duck, path: string): Promise<ParquetColumn[]> {
  const rows = await duck.rows(
    `select column_name, column_type from (describe from read_parquet(${sqlText(path)}))`,
  );
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
}

/** The columns as text; of bytes that are no UTF-8 a flag is left, which makes the row a reject. */
function textsSql(path: string, columns: ParquetColumn[]): string {
  const values = columns.flatMap(({ name, type }, index) => {
    const column = sqlIdentifier(name);
    if (type === 'BLOB') {
      const decoded = `try(decode(${column}))`;
      return [`${decoded} as ${column}`, `${column} is not null and ${decoded} is null as ${flag(index)}`];
    }
    const isNested = /[[(]/.test(type) && !/^(DECIMAL|ENUM)\(/.test(type);
    return [`${isNested ? `to_json(${column})::varchar` : `${column}::varchar`} as ${column}`];
  });
  return `select file_row_number + 1 as row_number, ${values.join(', ')}
    from read_parquet(${sqlText(path)}, file_row_number = true)`;
}

const flag = (index: number) => sqlIdentifier(`not utf-8 ${index}`);

function reasonSql(columns: ParquetColumn[]): string {
  const flags = columns.flatMap(({ type }, index) => (type === 'BLOB' ? [flag(index)] : []));
  const nul = columns.map(({ name }) => `coalesce(contains(${sqlIdentifier(name)}, chr(0)), false)`);
  const cases = [
    ...(flags.length > 0 ? [`when ${flags.join(' or ')} then 'not_utf8'`] : []),
    `when ${nul.join(' or ')} then 'nul_character'`,
  ];
  return `(case ${cases.join(' ')} end)`;
}
