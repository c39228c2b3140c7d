import { createReadStream } from 'node:fs';
import { invalidData } from './invalid-data.ts';

export interface Line {
  /** 1 is the first. */
  number: number;
  text: string;
}

/**
 * Lines of a UTF-8 file in batches, one a chunk of the file: awaiting each single line would cost more than parsing
 * it. LF or CRLF; a byte order mark is dropped; empty lines at the end are left out. Throws INVALID_DATA for bytes
 * that are no UTF-8, NUL characters and empty lines in between.
 */
export async function* readLines(file: string, onBytes?: (count: number) => void): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let number = 0;
  let emptyLine = 0;

  function split(text: string, isLast: boolean): Line[] {
    const pieces = (rest + text).split('\n');
    rest = isLast ? '' : pieces.pop()!;
    const lines: Line[] = [];
    for (const piece of pieces) {
      number++;
      const line = piece.endsWith('\r') ? piece.slice(0, -1) : piece;
      if (line.includes('\0')) throw noText(file, number);
      if (line === '') emptyLine ||= number;
      else if (emptyLine > 0) {
        throw invalidData({ file, line: emptyLine }, 'the line is empty', 'Remove the line.');
      } else lines.push({ number, text: line });
    }
    return lines;
  }

  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) {
    onBytes?.(chunk.length);
    yield split(decode(decoder, file, number, chunk), false);
  }
  yield split(decode(decoder, file, number), true);
}

function decode(decoder: TextDecoder, file: string, line: number, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw noText(file, line + 1);
  }
}

function noText(file: string, line: number) {
  return invalidData(
    { file },
    `not UTF-8 text, at or after line ${line}`,
    'Save the file as UTF-8 and try again.',
  );
}
