import { join } from 'node:path';
import type { DatasetContents } from '../../io/datasets/write-dataset.ts';
import { interruptible } from '../../io/duckdb/interruptible.ts';
import { type Duck, openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { checkColumnNames } from './check-column-names.ts';
import type { Landing } from './landing.ts';
import { refuseFile } from './refuse-file.ts';
import { countParquetRows, writeTables } from './write-tables.ts';

/**
 * All columns as text: lists and structs as JSON, bytes as the UTF-8 they hold. `row_number` counts from 1. A broken file
 * may take its DuckDB with it, so it gets one of its own.
 */
export async function landParquet(landing: Landing): Promise<DatasetContents> {
  const { path, scratch, file, signal } = landing;
  const duck = await openDuckDb({ tempFolder: scratch });
  try {
    const columns = await describe(duck, path);
    checkColumnNames(
      columns.map(({ name }) => name),
      { file: file.label },
    );
    const total = await countParquetRows(duck, path);
    const texts = join(scratch, 'texts.parquet');
    await interruptible(duck, signal, () =>
      duck.run(`copy (${textsSql(path, columns)}) to ${sqlText(texts)}`),
    );
    const names = columns.map(({ name }) => sqlIdentifier(name));
    const reason = reasonSql(columns);
    return await writeTables(
      { ...landing, duck },
      {
        rowsSql: `select row_number, ${names.join(', ')} from read_parquet(${sqlText(texts)}) where ${reason} is null`,
        rejectsSql: `
          select row_number, ${reason} as reason, (to_json([${names.join(', ')}])::varchar)[:2000] as text
          from read_parquet(${sqlText(texts)}) where ${reason} is not null`,
        total,
      },
    );
  } catch (cause) {
    signal?.throwIfAborted();
    if ((cause as Error).name === 'AppError') throw cause;
    const hint = 'Write or fetch the file again.';
    throw refuseFile(
      { file: file.label },
      'the Parquet file is broken, or of a kind that cannot be read',
      hint,
      cause,
    );
  } finally {
    await duck.close();
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
