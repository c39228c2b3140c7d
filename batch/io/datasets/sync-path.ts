import { open } from 'node:fs/promises';

/** Waits until the disk has a file or folder: a rename that outlives its contents would be a dataset of zeros. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
