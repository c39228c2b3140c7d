import { invalidData } from './invalid-data.ts';
import { type AtomicColumn, parseAtomicHeader } from './parse-atomic-header.ts';
import { readLines } from './read-lines.ts';
import { isNumber, valueKind } from './value-kind.ts';

export interface AtomicHandlers {
  /** Called once, before any row. */
  onHeader(columns: AtomicColumn[]): void;
  /** `line` 2 is the first row. The cells are as many as the columns; floats are numeric or empty. */
  onRow(cells: string[], line: number): void;
  onBytes?: (count: number) => void;
}

/**
 * Streams a RecBole atomic file through two handlers, strictly. Throws INVALID_DATA, naming line and column, for
 * anything that is not as the format wants it. Returns how many rows there were.
 */
export async function readAtomicFile(file: string, handlers: AtomicHandlers): Promise<number> {
  let columns: AtomicColumn[] | null = null;
  let header = '';
  let rows = 0;
  for await (const lines of readLines(file, handlers.onBytes)) {
    for (const { text, number } of lines) {
      if (columns === null) {
        columns = parseAtomicHeader(file, text);
        header = text;
        handlers.onHeader(columns);
        continue;
      }
      if (text === header) {
        throw invalidData({ file, line: number }, 'the header stands here again', 'Remove the line.');
      }
      handlers.onRow(splitRow(file, text, number, columns), number);
      rows++;
    }
  }
  if (columns === null) {
    throw invalidData({ file }, 'the file is empty', 'Its first line must name the columns as name:type.');
  }
  return rows;
}

function splitRow(file: string, text: string, line: number, columns: AtomicColumn[]): string[] {
  const cells = text.split('\t');
  if (cells.length !== columns.length) {
    const many = cells.length > columns.length ? 'too many' : 'too few';
    throw invalidData(
      { file, line },
      `${many} columns: ${cells.length} where the header has ${columns.length}`,
      'Columns are separated by one tab each; a value that is missing is left empty between its tabs.',
    );
  }
  for (let i = 0; i < columns.length; i++) {
    const { name, type } = columns[i]!;
    const cell = cells[i]!;
    if (cell === '' || type === 'token' || type === 'token_seq') continue;
    const wrong = (type === 'float' ? [cell] : cell.split(' ')).find((part) => !isNumber(part));
    if (wrong === undefined) continue;
    const problem = `not a number but ${valueKind(wrong)}`;
    throw invalidData({ file, line, column: name }, problem, `The header declares the column as ${type}.`);
  }
  return cells;
}
