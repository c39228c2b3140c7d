import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { refuseFile } from './refuse-file.ts';

/**
 * Writes what a gzip file holds into another file. Throws INVALID_DATA where the archive is broken or cut off, or where
 * something follows it: part of the rows would be missing without a word.
 */
export async function unpackGzip(
  path: string,
  target: string,
  { label, signal }: { label: string; signal?: AbortSignal | undefined },
): Promise<void> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), gunzip, createWriteStream(target), {
      ...(signal && { signal }),
    });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'Z_BUF_ERROR' && code !== 'Z_DATA_ERROR') throw cause;
    const problem = code === 'Z_BUF_ERROR' ? 'the gzip file is cut off' : 'the gzip file is broken';
    throw refuseFile({ file: label }, problem, 'Fetch or compress the file again.', cause);
  }
  if (await isZeroFrom(path, gunzip.bytesWritten)) return;
  throw refuseFile(
    { file: label },
    'something follows the end of the gzip data',
    'Fetch or compress the file again.',
  );
}

/** Zeros behind the end are padding, as tar and tapes leave it. */
async function isZeroFrom(path: string, position: number): Promise<boolean> {
  const { size } = await stat(path);
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(1 << 16);
    for (let at = position; at < size; ) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) break;
      if (buffer.subarray(0, bytesRead).some((byte) => byte !== 0)) return false;
      at += bytesRead;
    }
    return true;
  } finally {
    await file.close();
  }
}
