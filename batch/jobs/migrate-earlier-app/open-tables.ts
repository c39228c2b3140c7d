import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { type EarlierTableName, earlierTables } from './earlier-tables.ts';
import type { LandedTable } from './land-export.ts';

/** Name of the DuckDB view on all rows of one table of the export: file, row_number and its fields as text. */
export function earlierView(table: EarlierTableName): string {
  return sqlIdentifier(`earlier_${table}`);
}

/**
 * Makes the view of every table, empty where the export does not have it, and the view rejects (table_name, file,
 * row_number, reason) of records that could not be read at all. Cells of white space count as empty.
 */
export async function openTables(duck: Duck, tables: readonly LandedTable[]): Promise<void> {
  for (const table of Object.keys(earlierTables) as EarlierTableName[]) {
    const fields = Object.keys(earlierTables[table].fields);
    const nothing = fields.map((field) => `null::varchar as ${sqlIdentifier(field)}`);
    const parts = tables
      .filter((landed) => landed.table === table && landed.rows.length > 0)
      .map(({ file, rows, columns }) => {
        const values = fields.map(
          (field) => `${firstFilled(columns[field] ?? [])} as ${sqlIdentifier(field)}`,
        );
        return `
          select ${sqlText(file)} as file, row_number, ${values.join(', ')}
          from read_parquet([${rows.map(sqlText).join(', ')}])`;
      });
    const empty = `select null::varchar as file, null::bigint as row_number, ${nothing.join(', ')} where false`;
    await duck.run(
      `create or replace temp view ${earlierView(table)} as ${[empty, ...parts].join(' union all ')}`,
    );
  }
  const rejects = tables
    .filter((landed) => landed.rejects.length > 0)
    .map(
      (landed) => `
        select ${sqlText(landed.table)} as table_name, ${sqlText(landed.file)} as file, row_number, reason
        from read_parquet([${landed.rejects.map(sqlText).join(', ')}])`,
    );
  const none =
    'select null::varchar as table_name, null::varchar as file, null::bigint as row_number, null::varchar as reason where false';
  await duck.run(`create or replace temp view rejects as ${[none, ...rejects].join(' union all ')}`);
}

function firstFilled(columns: readonly string[]): string {
  if (columns.length === 0) return 'null::varchar';
  return `coalesce(${columns.map((column) => `nullif(trim(${sqlIdentifier(column)}, E' \\t\\r\\n'), '')`).join(', ')})`;
}
