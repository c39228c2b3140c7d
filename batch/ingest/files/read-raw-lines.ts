import type { Readable } from 'node:stream';

export interface RawLine {
  /** 1 is the first. */
  number: number;
  /** One character a byte (latin1), without its LF; a CR before that is still there. */
  text: string;
  /** The line is longer than `maxLineBytes`: `text` is its beginning. */
  isCut: boolean;
}

/** Longer lines are refused: one without an end must not fill the memory. */
export const maxLineBytes = 2_000_000;

const keptOfCutLine = 8000;
const byteOrderMark = '\u00ef\u00bb\u00bf';

/**
 * Lines of a stream in batches, one a chunk: awaiting each line would cost more than reading it. Bytes stay bytes, so
 * that nothing is lost in what is no UTF-8. A byte order mark is dropped.
 */
export async function* readRawLines(stream: Readable): AsyncGenerator<RawLine[]> {
  let rest = '';
  let isCut = false;
  let number = 0;
  let isFirst = true;

  function take(text: string): RawLine {
    const line = { number: ++number, text: rest + text, isCut };
    if (line.text.length > maxLineBytes)
      Object.assign(line, { text: line.text.slice(0, keptOfCutLine), isCut: true });
    rest = '';
    isCut = false;
    return line;
  }

  function keep(text: string): void {
    if (isCut) return;
    rest += text;
    if (rest.length <= maxLineBytes) return;
    rest = rest.slice(0, keptOfCutLine);
    isCut = true;
  }

  for await (const chunk of stream) {
    let text = (chunk as Buffer).toString('latin1');
    if (isFirst) {
      // A mark that is cut by the end of a chunk of three bytes or less is not worth the code.
      isFirst = false;
      if (text.startsWith(byteOrderMark)) text = text.slice(byteOrderMark.length);
    }
    const pieces = text.split('\n');
    const last = pieces.pop()!;
    const lines = pieces.map((piece) => (isCut ? take('') : take(piece)));
    keep(last);
    yield lines;
  }
  if (rest !== '') yield [take('')];
}
