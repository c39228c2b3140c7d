import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';

/** Writes a file only its owner can read, whole or not at all: a temporary name first, then a rename. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  await writeFile(temporary, text, { mode: 0o600 });
  await rename(temporary, path);
}
