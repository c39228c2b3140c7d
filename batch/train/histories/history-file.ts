import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';

/**
 * Histories on disk, person by person. Layout, little-endian: a header as JSON, padded with spaces to 4,096 bytes; then
 * int32 entries: for each person their index, then `item * 2 + isLike` of each decision, oldest first; then float64 for
 * each person, and one more: the first of their entries.
 */
export const historyHeaderSchema = z.strictObject({
  format: z.literal('adult-matching/histories@1'),
  /** Of the dataset that it was made from. */
  datasetFingerprint: z.string(),
  /** Decisions with an index below this are in it. */
  trainRows: z.int().min(0),
  people: z.int().min(0),
  entries: z.int().min(0),
  /** SHA-256 (hex) of everything after the header. */
  sha256: z.string(),
});

export type HistoryHeader = z.infer<typeof historyHeaderSchema>;

export const historyHeaderBytes = 4096;

/** What a file must have been made from to be of use. */
export type HistoryOrigin = Pick<HistoryHeader, 'datasetFingerprint' | 'trainRows'>;

const bytesAtOnce = 2 ** 20;

/**
 * Opens a history file after looking at every byte of it; the caller closes it.
 * @returns null where there is none, where it was made from something else, and where it is not whole.
 */
export async function openHistoryFile(
  path: string,
  { datasetFingerprint, trainRows }: HistoryOrigin,
  signal?: AbortSignal,
): Promise<{ file: FileHandle; header: HistoryHeader; starts: Float64Array } | null> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!file) return null;
  let isSound = false;
  try {
    const header = await readHeader(file);
    if (header?.datasetFingerprint !== datasetFingerprint || header.trainRows !== trainRows) return null;
    const indexAt = historyHeaderBytes + 4 * header.entries;
    const bytes = indexAt + 8 * (header.people + 1);
    if ((await file.stat()).size !== bytes) return null;
    if ((await hashAfterHeader(file, bytes, signal)) !== header.sha256) return null;
    const starts = new Float64Array(header.people + 1);
    await readInto(file, new Uint8Array(starts.buffer), indexAt);
    isSound = true;
    return { file, header, starts };
  } finally {
    if (!isSound) await file.close();
  }
}

/** Fills `bytes` with what stands in the file from `at` on. */
export async function readInto(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(bytes.length - done, 2 ** 30);
    const { bytesRead } = await file.read(bytes, done, length, at + done);
    if (bytesRead === 0)
      throw new RangeError(`Cannot read histories: the file ends before byte ${at + done}`);
    done += bytesRead;
  }
}

async function readHeader(file: FileHandle): Promise<HistoryHeader | null> {
  const bytes = Buffer.alloc(historyHeaderBytes);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
  try {
    return historyHeaderSchema.parse(JSON.parse(bytes.subarray(0, bytesRead).toString()));
  } catch {
    return null;
  }
}

async function hashAfterHeader(file: FileHandle, end: number, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const piece = new Uint8Array(bytesAtOnce);
  for (let at = historyHeaderBytes; at < end; at += bytesAtOnce) {
    signal?.throwIfAborted();
    const some = piece.subarray(0, Math.min(bytesAtOnce, end - at));
    await readInto(file, some, at);
    hash.update(some);
  }
  return hash.digest('hex');
}
