import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';

/** Bytes of a file in pieces of a megabyte. */
export function readStream(path: string, signal?: AbortSignal): Readable {
  return createReadStream(path, { highWaterMark: 1 << 20, ...(signal && { signal }) });
}
