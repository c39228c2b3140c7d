import { access, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { datasetStages } from '../../../shared/contracts/dataset-manifest.ts';
import { dataRootPaths } from './data-root-paths.ts';
import { type FolderUsage, folderUsage } from './folder-usage.ts';

export interface Leftover extends FolderUsage {
  /** Absolute. */
  path: string;
}

/**
 * What killed processes left in a data root and nobody wrote to since `changedBefore`: partial and half-removed
 * datasets, folders without a manifest, and everything in temp.
 */
export async function findLeftovers(dataRoot: string, changedBefore: Date): Promise<Leftover[]> {
  const paths = dataRootPaths(dataRoot);
  const candidates = await entriesOf(paths.temp);
  for (const stage of datasetStages) {
    for (const folder of await entriesOf(paths.stage(stage))) {
      for (const path of await entriesOf(folder)) if (await isUnfinished(path)) candidates.push(path);
    }
  }
  const leftovers: Leftover[] = [];
  for (const path of candidates.sort()) {
    const usage = await folderUsage(path);
    if (usage.changedAt < changedBefore) leftovers.push({ path, ...usage });
  }
  return leftovers;
}

async function isUnfinished(path: string): Promise<boolean> {
  const name = basename(path);
  if (name.startsWith('.')) return name.endsWith('.partial') || name.endsWith('.removed');
  return access(join(path, 'manifest.json')).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).map((name) => join(folder, name));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
