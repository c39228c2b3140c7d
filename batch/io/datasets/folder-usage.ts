import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderUsage {
  bytes: number;
  /** When something in it was last written. */
  changedAt: Date;
}

/** Size of a file or of everything in a folder. What goes away meanwhile counts nothing; links are not followed. */
export async function folderUsage(path: string): Promise<FolderUsage> {
  try {
    const status = await lstat(path);
    const usage: FolderUsage = { bytes: status.isDirectory() ? 0 : status.size, changedAt: status.mtime };
    if (!status.isDirectory()) return usage;
    for (const name of await readdir(path)) {
      const part = await folderUsage(join(path, name));
      usage.bytes += part.bytes;
      if (part.changedAt > usage.changedAt) usage.changedAt = part.changedAt;
    }
    return usage;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { bytes: 0, changedAt: new Date(0) };
    throw error;
  }
}
