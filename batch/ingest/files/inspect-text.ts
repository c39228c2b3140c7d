import { isUtf8 } from 'node:buffer';
import { maxLineBytes } from './read-raw-lines.ts';
import { readStream } from './read-stream.ts';

export interface TextFacts {
  /** Lines, the header included; exact where `isPlain`. */
  lines: number;
  /**
   * Each line is one record and DuckDB can read the file as it stands: UTF-8, LF alone ends lines, and there are no
   * empty or overlong lines, quotes, NULs or byte order mark; and no line ends with a delimiter, since DuckDB lets one
   * too many pass there.
   */
  isPlain: boolean;
  isUtf8: boolean;
}

const lineFeed = 10;
const odd = [0, 13, 0x1a, 0x1f];

/** One pass over a text file, at the speed of the disk. */
export async function inspectText(
  path: string,
  {
    quote,
    delimiter,
    signal,
  }: { quote: string | null; delimiter: string | null; signal?: AbortSignal | undefined },
): Promise<TextFacts> {
  const delimiterByte = delimiter?.charCodeAt(0);
  const oddBytes = quote === null ? odd : [...odd, quote.charCodeAt(0)];
  let isPlain = true;
  let utf8 = true;
  let lines = 0;
  let tail: Buffer = Buffer.alloc(0);
  let isFirst = true;
  let endsInLineFeed = true;
  let lastByte: number | undefined;
  for await (const part of readStream(path, signal)) {
    const chunk = part as Buffer;
    if (isFirst && (chunk[0] === 0xef || chunk[0] === lineFeed)) isPlain = false;
    if (endsInLineFeed && !isFirst && chunk[0] === lineFeed) isPlain = false;
    isFirst = false;
    if (chunk[0] === lineFeed && lastByte !== undefined && lastByte === delimiterByte) isPlain = false;
    lastByte = chunk.at(-1);
    endsInLineFeed = chunk.at(-1) === lineFeed;
    isPlain &&= !oddBytes.some((byte) => chunk.includes(byte)) && !chunk.includes('\n\n');
    if (delimiter !== null) isPlain &&= !chunk.includes(`${delimiter}\n`);
    const first = chunk.indexOf(lineFeed);
    if (first < 0) {
      // An overlong line is found out by its length; what it holds no longer matters.
      tail = tail.length > maxLineBytes ? tail : Buffer.concat([tail, chunk]);
      isPlain &&= tail.length <= maxLineBytes;
      continue;
    }
    const last = chunk.lastIndexOf(lineFeed);
    isPlain &&= tail.length + first <= maxLineBytes;
    utf8 &&= isUtf8(Buffer.concat([tail, chunk.subarray(0, first)])) && isUtf8(chunk.subarray(first, last));
    tail = Buffer.from(chunk.subarray(last + 1));
    for (let at = first; at >= 0; at = chunk.indexOf(lineFeed, at + 1)) lines++;
  }
  utf8 &&= isUtf8(tail);
  if (lastByte !== undefined && lastByte === delimiterByte) isPlain = false;
  return { lines: lines + Number(tail.length > 0), isPlain: isPlain && utf8, isUtf8: utf8 };
}
