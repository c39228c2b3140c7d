import { invalidData } from './invalid-data.ts';
import type { AtomicColumn } from './parse-atomic-header.ts';

/** Place of the first of some names among a file's columns, or -1. */
export function findColumn(columns: AtomicColumn[], names: readonly string[]): number {
  for (const name of names) {
    const index = columns.findIndex((column) => column.name === name);
    if (index >= 0) return index;
  }
  return -1;
}

/** The same, but throws INVALID_DATA where none of the names is there. */
export function requireColumn(file: string, columns: AtomicColumn[], names: readonly string[]): number {
  const index = findColumn(columns, names);
  if (index >= 0) return index;
  const place = { file, line: 1, column: names[0]! };
  throw invalidData(place, 'the column is missing', `The header must name ${names.join(' or ')}.`);
}
