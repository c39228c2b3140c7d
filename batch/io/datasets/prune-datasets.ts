import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { dataRootPaths } from './data-root-paths.ts';
import { addressText } from './find-dataset.ts';
import { findLeftovers } from './find-leftovers.ts';
import { folderUsage } from './folder-usage.ts';
import { type ListedDataset, listDatasets } from './list-datasets.ts';
import { type PruneRule, planPrune } from './plan-prune.ts';
import { withDatasetLock } from './with-dataset-lock.ts';

export interface PruneOptions {
  /** Default 3. */
  keep?: number | undefined;
  /** Only what is older than so many days goes. Default 0. */
  olderThanDays?: number | undefined;
  cascade?: boolean | undefined;
  /** Report only. */
  dryRun?: boolean | undefined;
  /** Called under the dataset's lock, before it goes. When it fails the dataset stays, and so does the rest. */
  beforeRemove?: ((dataset: ListedDataset) => Promise<void>) | undefined;
  signal?: AbortSignal | undefined;
  /** Default: the system's clock. */
  now?: Date | undefined;
}

export interface PruneReport {
  /** Datasets that went (with dryRun: would go), as `stage/name@version`. */
  datasets: { reference: string; bytes: number }[];
  /** Files and folders that killed processes left, relative to the data root. */
  leftovers: { path: string; bytes: number }[];
  /** Stayed because something that stays was made from them. */
  heldByChildren: string[];
  /** Stayed because another process is at work on them. */
  busy: string[];
  /** Sum over datasets and leftovers. */
  bytes: number;
}

const dayMs = 86_400_000;
/** Longer than any job writes to one folder without a pause. */
const leftoverAgeMs = dayMs;

/**
 * Deletes old versions of datasets and what killed processes left behind. A dataset disappears by one rename before its
 * files are deleted, so that a kill leaves no dataset with missing files.
 * @throws AppError INVALID_CONFIG for less than one version to keep or an age below 0.
 */
export async function pruneDatasets(dataRoot: string, options: PruneOptions = {}): Promise<PruneReport> {
  const now = options.now ?? new Date();
  const rule = toRule(options, now);
  const { datasets } = await listDatasets(dataRoot);
  const { doomed, heldByChildren } = planPrune(datasets, rule);
  const report: PruneReport = {
    datasets: [],
    leftovers: [],
    heldByChildren: heldByChildren.map(addressText),
    busy: [],
    bytes: 0,
  };
  // What was made from others goes before them: a kill in between leaves no dataset without its parents.
  doomed.sort((a, b) => (a.manifest.createdAt > b.manifest.createdAt ? -1 : 1));
  for (const dataset of doomed) {
    options.signal?.throwIfAborted();
    const { bytes } = await folderUsage(dataset.folder);
    const gone = options.dryRun === true || (await removeDataset(dataset, options));
    if (gone) report.datasets.push({ reference: addressText(dataset), bytes });
    else report.busy.push(addressText(dataset));
  }
  const { root } = dataRootPaths(dataRoot);
  for (const { path, bytes } of await findLeftovers(root, new Date(now.getTime() - leftoverAgeMs))) {
    options.signal?.throwIfAborted();
    if (!options.dryRun) await rm(path, { recursive: true, force: true });
    report.leftovers.push({ path: relative(root, path), bytes });
  }
  for (const { bytes } of [...report.datasets, ...report.leftovers]) report.bytes += bytes;
  return report;
}

function toRule({ keep = 3, olderThanDays = 0, cascade }: PruneOptions, now: Date): PruneRule {
  if (!Number.isInteger(keep) || keep < 1) throw invalid('keep', 'at least 1 version must stay');
  if (!(olderThanDays >= 0)) throw invalid('older-than-days', 'it must be 0 or more');
  const madeBefore = olderThanDays === 0 ? undefined : new Date(now.getTime() - olderThanDays * dayMs);
  return { keep, cascade, madeBefore };
}

function invalid(flag: string, why: string): AppError {
  return new AppError('INVALID_CONFIG', `Cannot prune with this --${flag}: ${why}`, {
    hint: 'To delete a dataset for good, delete its folder.',
  });
}

/** False where another process holds the dataset. */
async function removeDataset(dataset: ListedDataset, { beforeRemove }: PruneOptions): Promise<boolean> {
  const { folder } = dataset;
  const removed = join(dirname(folder), `.${basename(folder)}.removed`);
  try {
    await withDatasetLock(folder, { timeoutMs: 0 }, async () => {
      await rm(removed, { recursive: true, force: true });
      await beforeRemove?.(dataset);
      await rename(folder, removed);
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'DATASET_BUSY') return false;
    throw error;
  }
  await rm(removed, { recursive: true, force: true });
  return true;
}
