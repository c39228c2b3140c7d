import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import type { SourceQuery } from './source-query.ts';

export interface FetchOptions {
  fetchRows: number;
  /** Makes the pseudonym of a person; null leaves keys as they are. */
  pseudonymise: ((personKey: string) => string) | null;
  signal?: AbortSignal | undefined;
  /** Rows written so far. */
  onProgress?: ((rows: number) => void) | undefined;
}

/**
 * Writes the rows of a query as JSON Lines, out of one snapshot of the database, a few thousand at a time. The file can
 * be read by its owner only. The client must not be in a transaction. Returns how many rows there are.
 */
export async function fetchRows(
  client: Client,
  query: Pick<SourceQuery, 'text' | 'values'>,
  { file, ...options }: FetchOptions & { file: string },
): Promise<number> {
  let rows = 0;
  await client.query('begin isolation level repeatable read read only');
  try {
    await client.query(`declare exported no scroll cursor for ${query.text}`, query.values);
    const lines = readLines(client, options, (count) => {
      rows += count;
      options.onProgress?.(rows);
    });
    await pipeline(Readable.from(lines), createWriteStream(file, { mode: 0o600 }));
  } finally {
    // Nothing was written; a failed client cannot roll back, and its first error is the one to report.
    await client.query('rollback').catch(() => undefined);
  }
  return rows;
}

async function* readLines(
  client: Client,
  { fetchRows: size, pseudonymise, signal }: FetchOptions,
  onRows: (count: number) => void,
): AsyncGenerator<Buffer> {
  for (;;) {
    signal?.throwIfAborted();
    const { rows } = await client.query<[string, string | null]>({
      text: `fetch ${size} from exported`,
      rowMode: 'array',
    });
    if (rows.length === 0) return;
    let text = '';
    for (const [row, person] of rows) {
      text +=
        person === null ? `${row}\n` : `${withPerson(row, pseudonymise ? pseudonymise(person) : person)}\n`;
    }
    yield Buffer.from(text);
    onRows(rows.length);
  }
}

/** The person's key as the first field of an object with at least one. */
function withPerson(row: string, key: string): string {
  return `{"person_key":${JSON.stringify(key)},${row.slice(row.indexOf('{') + 1)}`;
}
