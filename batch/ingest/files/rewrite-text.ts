import { CleanCopy } from './clean-copy.ts';
import { judgeLines } from './judge-lines.ts';
import { readRawLines } from './read-raw-lines.ts';
import { readStream } from './read-stream.ts';
import { createRecordSplitter } from './split-records.ts';

export interface RewriteOptions {
  delimiter: string | null;
  quote: string | null;
  columns: string[];
  /** Line of the header; what stands before it is empty. Null: there is none. */
  header: { line: number; text: string } | null;
  isUtf8: boolean;
  rowsPath: string;
  rejectsPath: string;
  signal?: AbortSignal | undefined;
}

export interface RewrittenText {
  rows: number;
  rejects: number;
  /** Query over what became rows: `row_number` (the line where the record begins) and the columns. */
  rowsSql: string;
  /** Query over the rest: row_number, reason, text. */
  rejectsSql: string;
}

/** Splits a text file of any condition into rows and rejects, and leaves both as copies that DuckDB can read. */
export async function rewriteText(path: string, options: RewriteOptions): Promise<RewrittenText> {
  const rows = await CleanCopy.create(options.rowsPath, 'latin1');
  const rejects = await CleanCopy.create(options.rejectsPath, 'utf8');
  try {
    const splitter = createRecordSplitter(
      { ...options, columns: options.columns.length, refuseLine: judgeLines(options) },
      {
        row: (number, cells) => rows.add(number, cells),
        reject: (number, reason, text) => rejects.add(number, [reason, readable(text)]),
      },
    );
    for await (const lines of readRawLines(readStream(path, options.signal))) {
      for (const line of lines) {
        if (options.header === null || line.number > options.header.line) splitter.line(line);
      }
      await rows.flush();
      await rejects.flush();
    }
    splitter.end();
  } finally {
    await rows.close();
    await rejects.close();
  }
  return {
    rows: rows.rows,
    rejects: rejects.rows,
    rowsSql: rows.query(options.rowsPath, options.columns),
    rejectsSql: rejects.query(options.rejectsPath, ['reason', 'text']),
  };
}

/** Bytes as text, cut; what is no character is shown as the replacement character. */
function readable(bytes: string): string {
  return Buffer.from(bytes.slice(0, 8000), 'latin1')
    .toString('utf8')
    .replaceAll('\0', '\ufffd')
    .slice(0, 2000);
}
