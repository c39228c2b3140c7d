import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { filledSql } from './compile-rule.ts';
import { catalogueSpec } from './table-spec.ts';

/** One row a source and item: floors are united, of any other field the later value that is not empty wins. */
export function mergeCatalogue(source: string): string {
  const { columns, fields, key } = catalogueSpec;
  const merged = columns.map((name) => {
    const column = sqlIdentifier(name);
    if (key.includes(name)) return column;
    if (name === 'floors') return 'list_sort(list_distinct(flatten(list(coalesce(floors, []))))) as floors';
    const kind = fields[name];
    if (kind === undefined) return `arg_max(${column}, place) as ${column}`; // file and row_number
    const nothing = kind === 'list' ? '[]' : 'null';
    return `coalesce(arg_max(case when ${filledSql(name, kind)} then ${column} end, place), ${nothing}) as ${column}`;
  });
  return `
    select ${merged.join(', ')}
    from (select *, { 'file': file, 'row': row_number } as place from ${source})
    group by ${key.map(sqlIdentifier).join(', ')}`;
}
