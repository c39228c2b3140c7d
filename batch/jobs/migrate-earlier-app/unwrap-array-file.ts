import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../shared/errors/app-error.ts';
import { createArraySplitter, UnreadableArray } from './array-splitter.ts';

const byteOrderMark = '\u00ef\u00bb\u00bf';

/**
 * Writes a file with a JSON array as JSON Lines, one element a line, and returns how many there are. A file that begins
 * with no bracket is JSON Lines already: null. Bytes stay as they are. Throws INVALID_DATA where elements would be lost.
 */
export async function unwrapArrayFile(
  path: string,
  target: string,
  { label, signal }: { label: string; signal: AbortSignal },
): Promise<number | null> {
  let elements = 0;
  let isArray: boolean | null = null;
  async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let out = '';
    const splitter = createArraySplitter((element) => {
      elements++;
      out += `${element}\n`;
    });
    let isFirst = true;
    for await (const chunk of chunks) {
      let text = chunk.toString('latin1');
      if (isFirst && text.startsWith(byteOrderMark)) text = text.slice(byteOrderMark.length);
      isFirst = false;
      const first = /[^ \t\r\n]/.exec(text)?.[0];
      if (isArray === null && first !== undefined) isArray = first === '[';
      if (isArray === false) return;
      splitter.piece(text);
      yield Buffer.from(out, 'latin1');
      out = '';
    }
    if (isArray === null) return;
    splitter.end();
  }
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), lines, createWriteStream(target), {
      signal,
    });
  } catch (error) {
    if (!(error instanceof UnreadableArray)) throw error;
    throw new AppError('INVALID_DATA', `Cannot read ${label}: ${error.problem}`, {
      hint: 'Export the table again, as CSV, as one JSON array or as JSON Lines.',
      cause: error,
    });
  }
  return isArray === false ? null : elements;
}
