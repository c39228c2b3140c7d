import { randomUUID } from 'node:crypto';
import { appendFileSync, openAsBlob, rmSync } from 'node:fs';
import { join } from 'node:path';

const inMemoryBytes = 32 * 1024 * 1024;

/** Gathers the bytes of one COPY, in memory first and in a temporary file beyond 32 MB. */
export class CopyBuffer {
  #chunks: Buffer[] = [];
  #inMemory = 0;
  #total = 0;
  #spilled = false;
  readonly #path: string;

  constructor(tempFolder: string) {
    this.#path = join(tempFolder, `copy-${randomUUID()}`);
  }

  get bytes(): number {
    return this.#total;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#inMemory += chunk.length;
    this.#total += chunk.length;
    if (this.#inMemory > inMemoryBytes) this.#spill();
  }

  async toBlob(): Promise<Blob> {
    if (!this.#spilled) return new Blob(this.#chunks as Uint8Array<ArrayBuffer>[]);
    this.#spill();
    return openAsBlob(this.#path);
  }

  /** Lets go of the memory and the file. The blob must not be read afterwards. */
  dispose(): void {
    this.#chunks = [];
    if (this.#spilled) rmSync(this.#path, { force: true });
  }

  #spill(): void {
    // Synchronous on purpose: the client must not outrun the disk.
    for (const chunk of this.#chunks) appendFileSync(this.#path, chunk, { mode: 0o600 });
    this.#spilled = true;
    this.#chunks = [];
    this.#inMemory = 0;
  }
}
