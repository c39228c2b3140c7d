import { type FilePlace, refuseFile } from './refuse-file.ts';

export const maxColumns = 1000;
export const maxColumnName = 200;

/** Throws INVALID_DATA for names that cannot be the columns of a table; upper and lower case do not tell them apart. */
export function checkColumnNames(columns: string[], place: FilePlace): void {
  const refuse = (name: string, problem: string, hint: string) =>
    refuseFile({ ...place, column: name.slice(0, 50) }, problem, hint);
  if (columns.length > maxColumns) {
    throw refuseFile(place, `${columns.length} columns`, `A file can have ${maxColumns} columns at most.`);
  }
  const seen = new Set<string>();
  for (const [index, name] of columns.entries()) {
    const known = name.toLowerCase();
    if (name === '')
      throw refuse(`${index + 1}`, 'the column has no name', 'Name every column in the header.');
    if (name.length > maxColumnName || /\p{Cc}/u.test(name)) {
      const hint = `Names have ${maxColumnName} characters at most and no control characters.`;
      throw refuse(name, 'the name of the column cannot be used', hint);
    }
    if (known === 'row_number') {
      throw refuse(name, 'the name is taken', 'Rename the column: row_number says where a row stands.');
    }
    if (seen.has(known)) {
      const hint = 'Remove or rename one of the two; upper and lower case are taken for the same.';
      throw refuse(name, 'the header names the column twice', hint);
    }
    seen.add(known);
  }
}
