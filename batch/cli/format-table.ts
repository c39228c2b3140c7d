import { formatRows, type TableOptions } from './format-rows.ts';

/** Lines of a table whose last column wraps. */
export function formatTable(rows: readonly (readonly string[])[], options: TableOptions): string[] {
  return formatRows(rows, options).flat();
}
