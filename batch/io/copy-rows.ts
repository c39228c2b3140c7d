import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

export type CopyValue = string | number | boolean | null;

export interface CopyTarget {
  /** With its schema; quoted by the caller where that is needed. */
  table: string;
  columns: readonly string[];
}

const chunkCharacters = 1 << 18;

/** Bulk load by COPY, also inside a transaction. Returns how many rows the server took. */
export async function copyRows(
  client: Client,
  target: CopyTarget,
  rows: Iterable<readonly CopyValue[]>,
): Promise<number> {
  const copy = client.query(copyFrom(`copy ${target.table} (${target.columns.join(', ')}) from stdin`));
  // The explicit iterator keeps strings whole: Readable.from(string) would be one chunk a character set.
  await pipeline(Readable.from(encodeChunks(rows)), copy);
  return copy.rowCount;
}

function* encodeChunks(rows: Iterable<readonly CopyValue[]>): Generator<Buffer> {
  let text = '';
  for (const row of rows) {
    text += `${row.map(encodeCopyValue).join('\t')}\n`;
    if (text.length >= chunkCharacters) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** One value in COPY's text format. */
function encodeCopyValue(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value === 'number') return String(value);
  return value.replace(/[\\\t\n\r]/g, (character) => escapes[character]!);
}
