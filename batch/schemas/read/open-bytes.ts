import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { unreadable } from './unreadable.ts';

/**
 * The bytes of a file, unpacked where it is gzip by its first bytes, without a byte order mark. Throws INVALID_DATA for
 * what is no file or breaks off inside gzip.
 */
export async function* openBytes(path: string): AsyncGenerator<Buffer> {
  const packed = await isGzip(path);
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const bytes = packed ? file.pipe(createGunzip({ chunkSize: 1 << 18 })) : file;
  file.on('error', (error) => bytes.destroy(error));
  let first = true;
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      yield first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
      first = false;
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (!packed || !/^(Z_|ERR_)/.test(code ?? '')) throw cause;
    throw unreadable(path, 'its gzip data is damaged or breaks off', 'Copy or pack it again.', cause);
  } finally {
    file.destroy();
    bytes.destroy();
  }
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(
      path,
      cause.code === 'ENOENT' ? 'it does not exist' : `${cause.code}`,
      'Name a file that this user may read.',
      cause,
    );
  });
  try {
    if (!(await handle.stat()).isFile()) throw unreadable(path, 'it is no file', 'Name a file.');
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
