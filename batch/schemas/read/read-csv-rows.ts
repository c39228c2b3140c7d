import type { CellReader } from './cell-reader.ts';
import { parseCsvRecord } from './parse-csv-record.ts';
import { readPieces } from './read-pieces.ts';
import type { Row } from './row.ts';
import { splitCsv } from './split-csv.ts';
import type { Piece } from './splitter.ts';
import { unreadable } from './unreadable.ts';
import { utf8 } from './utf8.ts';

/**
 * Rows of a CSV file with a header, numbered from 1 without it (empty lines are no rows); `readCells` makes a value of a
 * row's texts. What is no record, or has more or fewer cells than the header, is a row with a problem. DuckDB, which
 * reads files that are imported, says that a file is malformed but not which rows the fault leaves whole.
 */
export async function* readCsvRows(
  path: string,
  options: {
    delimiter: string;
    cellReader: (columns: string[]) => CellReader;
    signal?: AbortSignal | undefined;
  },
): AsyncGenerator<Row[]> {
  let columns: string[] | null = null;
  let readCells: CellReader | null = null;
  let number = 0;
  for await (const pieces of readPieces(path, splitCsv(options.delimiter), options.signal)) {
    const rows: Row[] = [];
    for (const piece of pieces) {
      const record = toCells(piece, options.delimiter);
      if (record === 'blank') continue;
      if (!columns || !readCells) {
        columns = toHeader(path, record);
        readCells = options.cellReader(columns);
        continue;
      }
      number += 1;
      if (!Array.isArray(record)) rows.push({ number, problem: record });
      else if (record.length === columns.length) rows.push({ number, value: readCells(record) });
      else {
        const problem = { found: `${record.length} cells`, expected: `${columns.length} as in the header` };
        rows.push({ number, problem });
      }
    }
    yield rows;
  }
  if (!columns) throw unreadable(path, 'it is empty', 'The first line of a CSV file names its columns.');
}

type Problem = { found: string; expected: string };

function toCells(piece: Piece, delimiter: string): string[] | Problem | 'blank' {
  if ('problem' in piece) return { found: piece.problem, expected: 'a shorter row' };
  const text = utf8(piece.bytes);
  if (text === null) return { found: 'bytes that are no UTF-8', expected: 'UTF-8' };
  const line = text.endsWith('\r') ? text.slice(0, -1) : text;
  if (line === '') return 'blank';
  return (
    parseCsvRecord(line, delimiter) ?? {
      found: 'a quote or a line end in the wrong place',
      expected: 'RFC 4180',
    }
  );
}

function toHeader(path: string, record: string[] | Problem): string[] {
  const hint = 'Its first line must name each column once, in UTF-8.';
  if (!Array.isArray(record)) throw unreadable(path, `its header has ${record.found}`, hint);
  const twice = record.findIndex((name, index) => record.indexOf(name) < index);
  if (twice >= 0)
    throw unreadable(
      path,
      `columns ${record.indexOf(record[twice]!) + 1} and ${twice + 1} have one name`,
      hint,
    );
  return record;
}
