import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { storageErrors } from './storage-error.ts';

export interface StoredBytes {
  /** Name of the file: a random id, so that no name a client chooses ever reaches the disk. */
  version: string;
  size: number;
  etag: string;
}

const versionPattern = /^[0-9a-f-]{36}$/;

/** The bytes of objects, one file each. A file is complete or not there: temporary name first, then a rename. */
export class ObjectFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws StorageError EntityTooLarge beyond `limitBytes`. */
  async write(body: ReadableStream<Uint8Array> | null, limitBytes: number): Promise<StoredBytes> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const version = randomUUID();
    const temporary = `${this.#path(version)}.part`;
    const hash = createHash('md5');
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        hash.update(chunk);
        if (size > limitBytes) done(storageErrors.tooLarge());
        else done(null, chunk);
      },
    });
    try {
      const source = body ? Readable.fromWeb(body as never) : Readable.from([]);
      await pipeline(source, measure, createWriteStream(temporary, { mode: 0o600 }));
      await rename(temporary, this.#path(version));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    return { version, size, etag: `"${hash.digest('hex')}"` };
  }

  /** The bytes from `start` to `end` (both included), or undefined when the file is gone. */
  async read(version: string, range?: { start: number; end: number }): Promise<ReadableStream | undefined> {
    const found = await stat(this.#path(version)).catch(() => undefined);
    if (!found) return undefined;
    return Readable.toWeb(createReadStream(this.#path(version), range)) as ReadableStream;
  }

  async copy(version: string): Promise<StoredBytes> {
    const body = await this.read(version);
    if (!body) throw storageErrors.noSuchKey();
    return this.write(body, Number.POSITIVE_INFINITY);
  }

  async remove(versions: (string | null)[]): Promise<void> {
    for (const version of versions) if (version) await rm(this.#path(version), { force: true });
  }

  /** Removes what a killed process left: half-written files, and files no row speaks of. */
  async sweep(known: ReadonlySet<string>): Promise<number> {
    const names = await readdir(this.#folder).catch(() => []);
    const orphans = names.filter((name) => !known.has(name));
    for (const name of orphans) await rm(join(this.#folder, name), { force: true });
    return orphans.length;
  }

  #path(version: string): string {
    if (!versionPattern.test(version)) throw new TypeError('Cannot use this as the version of an object');
    return join(this.#folder, version);
  }
}
