import { readPieces } from './read-pieces.ts';
import type { Row } from './row.ts';
import { splitJson } from './split-json.ts';
import { splitLines } from './split-lines.ts';
import type { Piece } from './splitter.ts';
import { utf8 } from './utf8.ts';

/**
 * Rows of JSON Lines, numbered as lines are (empty lines are no rows), or of a JSON file: the elements of its array, or
 * the values in it. What is no JSON is a row with a problem.
 */
export async function* readJsonRows(
  path: string,
  { lines, signal }: { lines: boolean; signal?: AbortSignal | undefined },
): AsyncGenerator<Row[]> {
  let number = 0;
  for await (const pieces of readPieces(path, lines ? splitLines() : splitJson(), signal)) {
    const rows: Row[] = [];
    for (const piece of pieces) {
      number += 1;
      if (!isBlank(piece)) rows.push(toRow(piece, number));
    }
    yield rows;
  }
}

function toRow(piece: Piece, number: number): Row {
  const problem = (found: string, expected: string): Row => ({ number, problem: { found, expected } });
  if ('problem' in piece) return problem(piece.problem, 'a JSON value');
  const text = utf8(piece.bytes);
  if (text === null) return problem('bytes that are no UTF-8', 'UTF-8');
  try {
    return { number, value: JSON.parse(text) };
  } catch {
    return problem('text that is no JSON', 'a JSON value');
  }
}

function isBlank(piece: Piece): boolean {
  return 'bytes' in piece && piece.bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);
}
