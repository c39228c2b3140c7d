/** The first of some names among a file's columns, also in RecBole's form `name:type`; null where none is there. */
export function findColumn(columns: readonly string[], names: readonly string[]): string | null {
  for (const name of names) {
    const found =
      columns.find((column) => column === name) ?? columns.find((column) => isTyped(column, name));
    if (found !== undefined) return found;
  }
  return null;
}

function isTyped(column: string, name: string): boolean {
  return column.startsWith(`${name}:`) && /^(token|float)(_seq)?$/.test(column.slice(name.length + 1));
}
