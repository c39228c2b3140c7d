import { mkdir } from 'node:fs/promises';
import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { commitDataset } from './commit-dataset.ts';
import { dataRootPaths } from './data-root-paths.ts';
import type { DatasetContents, DatasetPlan } from './dataset-plan.ts';
import { partialFolder } from './partial-folder.ts';
import { readManifest } from './read-manifest.ts';
import { type DatasetLockOptions, withDatasetLock } from './with-dataset-lock.ts';

export type { DatasetContents, DatasetPlan } from './dataset-plan.ts';

export interface WrittenDataset {
  folder: string;
  manifest: DatasetManifest;
  /** True where the version was there already and `fill` was not called. */
  reused: boolean;
}

/** What writing a dataset needs; the last three say how it waits for another process that makes the same one. */
export interface DatasetEnvironment extends DatasetLockOptions {
  dataRoot: string;
  duck: Duck;
}

/**
 * Makes a dataset, or finds it. `fill` writes Parquet files into a folder that keeps its name over restarts, so that
 * it can leave finished parts there and find them again after a kill. The dataset exists from the moment its folder is
 * renamed, complete with its manifest; until then nobody sees it. One process at a time makes a version.
 */
export async function writeDataset(
  { dataRoot, duck, ...waiting }: DatasetEnvironment,
  plan: DatasetPlan,
  fill: (folder: string) => Promise<DatasetContents>,
): Promise<WrittenDataset> {
  const folder = dataRootPaths(dataRoot).dataset(plan.stage, plan.name, plan.version);
  const existing = await readManifest(folder);
  if (existing) return { folder, manifest: existing, reused: true };
  return withDatasetLock(folder, waiting, async () => {
    const made = await readManifest(folder);
    if (made) return { folder, manifest: made, reused: true };
    const partial = partialFolder(folder);
    await mkdir(partial, { recursive: true });
    const contents = await fill(partial);
    const manifest = await commitDataset(duck, plan, { partial, folder, contents });
    return { folder, manifest, reused: false };
  });
}
