import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { syncPath } from '../io/datasets/sync-path.ts';

/** Copies a file to a place that gets the whole of it or nothing; what was there is replaced. */
export async function copyOut(file: string, out: string): Promise<void> {
  const target = resolve(out);
  const partial = `${target}.${process.pid}.partial`;
  await mkdir(dirname(target), { recursive: true });
  try {
    await copyFile(file, partial);
    await syncPath(partial);
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}
