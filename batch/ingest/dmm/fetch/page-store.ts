import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { syncPath } from '../../../io/datasets/sync-path.ts';
import type { DmmAnswer } from '../client/create-dmm-client.ts';

const storedPageSchema = z.object({
  formatVersion: z.literal(1),
  endpoint: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  fetchedAt: z.iso.datetime(),
  body: z.unknown(),
});

export type StoredPage = z.infer<typeof storedPageSchema>;

/** Path of a page in its folder's store. */
export function pageFile(folder: string, name: string): string {
  return path.join(folder, `${name}.json.gz`);
}

/** A page that was stored, or null where there is none that is whole. */
export async function readPage(folder: string, name: string): Promise<StoredPage | null> {
  try {
    const text = await promisify(gunzip)(await readFile(pageFile(folder, name)));
    return storedPageSchema.parse(JSON.parse(text.toString('utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    // Not gzip, not JSON or not a page: as good as none, it is fetched again.
    if (error instanceof z.ZodError || error instanceof SyntaxError) return null;
    if (String((error as NodeJS.ErrnoException).code).startsWith('Z_')) return null;
    throw error;
  }
}

/** Keeps an answer, body verbatim. Whole or not at all: it is on the disk before it has its name. */
export async function writePage(folder: string, name: string, answer: DmmAnswer<unknown>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const head = JSON.stringify({
    formatVersion: 1,
    ...answer.request,
    fetchedAt: new Date().toISOString(),
  });
  const file = pageFile(folder, name);
  const partial = `${file}.partial`;
  const handle = await open(partial, 'w');
  try {
    await handle.writeFile(await promisify(gzip)(`${head.slice(0, -1)},"body":${answer.body}}`));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, file);
  await syncPath(folder);
}
