import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { checkColumnNames } from './check-column-names.ts';
import { maxLineBytes, type RawLine, readRawLines } from './read-raw-lines.ts';
import { refuseFile } from './refuse-file.ts';
import type { SourceFile } from './source-file.ts';
import { createRecordSplitter } from './split-records.ts';

const atomicTypes = ['token', 'token_seq', 'float', 'float_seq'];

export interface FileHeader {
  /** As the file writes them: those of atomic files with their type, as in `rating:float`. */
  columns: string[];
  line: number;
  /** As it stands in the file, one character a byte, without its line end. */
  text: string;
}

/** The header of an atomic or CSV file. Throws INVALID_DATA, naming file and column, for one that cannot be used. */
export async function readHeader(file: SourceFile): Promise<FileHeader> {
  const { label } = file;
  const line = await firstLine(file);
  if (line === null)
    throw refuseFile({ file: label }, 'the file is empty', 'Its first line must name the columns.');
  const place = { file: label, line: line.number };
  const text = line.text.replace(/\r$/, '');
  if (line.isCut) {
    throw refuseFile(place, `the header is longer than ${maxLineBytes} bytes`, 'Is it a text file?');
  }
  if (text.includes('\0') || !isUtf8(Buffer.from(text, 'latin1'))) {
    throw refuseFile(place, 'not UTF-8 text', 'Save the file as UTF-8 and try again.');
  }
  const cells = splitHeader(file, line).map((cell) => Buffer.from(cell, 'latin1').toString('utf8').trim());
  checkColumnNames(file.format === 'atomic' ? cells.map((cell) => atomicName(cell, place)) : cells, place);
  return { columns: cells, line: line.number, text };
}

/** The first line that is not empty. */
async function firstLine({ path, gzip, label }: SourceFile): Promise<RawLine | null> {
  const source = createReadStream(path, { highWaterMark: 1 << 16 });
  const stream = gzip ? source.pipe(createGunzip()) : source;
  source.on('error', (error) => stream.destroy(error));
  try {
    for await (const lines of readRawLines(stream)) {
      const found = lines.find(({ text }) => text !== '' && text !== '\r');
      if (found) return found;
    }
    return null;
  } catch (cause) {
    if (!String((cause as NodeJS.ErrnoException).code).startsWith('Z_')) throw cause;
    throw refuseFile({ file: label }, 'the gzip file is broken', 'Fetch or compress the file again.', cause);
  } finally {
    source.destroy();
    stream.destroy();
  }
}

function splitHeader({ label, delimiter, quote }: SourceFile, line: RawLine): string[] {
  let cells: string[] = [];
  let refused: string | null = null;
  const splitter = createRecordSplitter(
    { delimiter, quote, columns: null, refuseLine: () => null },
    {
      row(_, found) {
        cells = found;
      },
      reject(_, reason) {
        refused = reason;
      },
    },
  );
  splitter.line(line);
  splitter.end();
  if (refused === null) return cells;
  const problem = `the header is no CSV record (${refused})`;
  throw refuseFile({ file: label, line: line.number }, problem, 'Close each quote on the same line.');
}

/** Name of a column without its type. */
function atomicName(cell: string, place: { file: string; line: number }): string {
  const colon = cell.lastIndexOf(':');
  const name = colon < 0 ? cell : cell.slice(0, colon);
  if (colon < 1) {
    const hint = 'Write each column as name:type, separated by tabs.';
    throw refuseFile({ ...place, column: name }, 'the header has no type', hint);
  }
  if (atomicTypes.includes(cell.slice(colon + 1))) return name;
  throw refuseFile(
    { ...place, column: name },
    'unknown type in the header',
    `Use one of ${atomicTypes.join(', ')}.`,
  );
}
