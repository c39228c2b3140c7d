import { createHash } from 'node:crypto';
import { type FileHandle, open, rename } from 'node:fs/promises';
import type { StreamedSet } from '../../io/streamed-set.ts';
import { hasTwoLikes } from './has-two-likes.ts';
import { type HistoryHeader, historyHeaderBytes } from './history-file.ts';

export interface WriteHistoryFileOptions {
  trainRows: number;
  /** Decisions written so far, of `trainRows`. */
  onProgress?: ((done: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

const entriesAtOnce = 2 ** 18;

/**
 * Writes the histories of everybody who can be trained on (history-file.ts says how), beside `path` first: a file that
 * was killed half-way is never taken for a whole one. What is held of them is a buffer, one person, and 8 bytes a person.
 */
export async function writeHistoryFile(
  path: string,
  data: StreamedSet,
  { trainRows, onProgress, signal }: WriteHistoryFileOptions,
): Promise<void> {
  const partial = `${path}.partial`;
  const file = await open(partial, 'w');
  try {
    // Written last: what it says is only known then.
    const writer = createWriter(file, historyHeaderBytes);
    const starts = new Float64Array(data.people + 1);
    const isLike: number[] = [];
    let entries: number[] = [];
    let people = 0;
    let done = 0;
    const finishPerson = async (): Promise<void> => {
      if (hasTwoLikes({ isLike })) {
        starts[people++] = writer.entries;
        await writer.add(entries);
      }
      isLike.length = 0;
    };
    const each: Parameters<StreamedSet['eachByPerson']>[1] = async (rows) => {
      for (const [at, person] of rows.people.entries()) {
        if (isLike.length === 0 || person !== entries[0]) {
          if (isLike.length > 0) await finishPerson();
          entries = [person];
        }
        entries.push(2 * rows.items[at]! + rows.isLike[at]!);
        isLike.push(rows.isLike[at]!);
      }
      done += rows.people.length;
      onProgress?.(done);
    };
    await data.eachByPerson(trainRows, each, signal);
    await finishPerson();
    starts[people] = writer.entries;
    const header: HistoryHeader = {
      format: 'adult-matching/histories@1',
      datasetFingerprint: data.fingerprint,
      trainRows,
      people,
      entries: writer.entries,
      sha256: await writer.end(starts.subarray(0, people + 1)),
    };
    await file.write(Buffer.from(JSON.stringify(header).padEnd(historyHeaderBytes)), 0, null, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, path);
}

/** Appends entries through a buffer and hashes what it writes. */
function createWriter(file: FileHandle, from: number) {
  const hash = createHash('sha256');
  const buffer = new Int32Array(entriesAtOnce);
  let filled = 0;
  let at = from;
  const write = async (bytes: Uint8Array): Promise<void> => {
    hash.update(bytes);
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at);
      done += bytesWritten;
      at += bytesWritten;
    }
  };
  const flush = async (): Promise<void> => {
    await write(new Uint8Array(buffer.buffer, 0, 4 * filled));
    filled = 0;
  };
  let entries = 0;
  return {
    /** Entries so far. */
    get entries() {
      return entries;
    },
    async add(values: readonly number[]): Promise<void> {
      for (const value of values) {
        if (filled === buffer.length) await flush();
        buffer[filled++] = value;
      }
      entries += values.length;
    },
    /** @returns the hash of everything, the index with it. */
    async end(index: Float64Array): Promise<string> {
      await flush();
      await write(new Uint8Array(index.buffer, index.byteOffset, index.byteLength));
      return hash.digest('hex');
    },
  };
}
