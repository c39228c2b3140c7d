import type { z } from 'zod';
import type { DmmAnswer } from '../client/create-dmm-client.ts';
import { readPage, writePage } from './page-store.ts';

export interface StoredResultOptions<R> {
  folder: string;
  /** Of the page, without its ending. */
  name: string;
  schema: z.ZodType<{ result: R }>;
  ask(): Promise<DmmAnswer<R>>;
  /** Called once a page that was not there is on the disk. */
  onStored?: () => Promise<void>;
  signal: AbortSignal;
}

/** The result of a page: from the disk, where it was fetched before, else from the API, and then kept. */
export async function storedResult<R>(options: StoredResultOptions<R>): Promise<R> {
  const { folder, name, schema, signal } = options;
  signal.throwIfAborted();
  const stored = schema.safeParse((await readPage(folder, name))?.body);
  if (stored.success) return stored.data.result;
  const answer = await options.ask();
  await writePage(folder, name, answer);
  await options.onStored?.();
  return answer.result;
}
