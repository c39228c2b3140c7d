import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DatasetManifest,
  type DatasetStage,
  datasetStages,
} from '../../../shared/contracts/dataset-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { dataRootPaths } from './data-root-paths.ts';
import { readManifest } from './read-manifest.ts';

export interface ListedDataset {
  stage: DatasetStage;
  name: string;
  version: string;
  /** Absolute. */
  folder: string;
  manifest: DatasetManifest;
  /** Of its files, as the manifest says. */
  bytes: number;
}

export interface DatasetList {
  /** By stage in the order of the data's way, then by name, then newest first. */
  datasets: ListedDataset[];
  /** Folders whose manifest cannot be read, with the reason. */
  broken: { reference: string; folder: string; problem: string }[];
}

/** All finished datasets of a data root; a data root that does not exist has none. */
export async function listDatasets(
  dataRoot: string,
  wanted: { stage?: DatasetStage | undefined; name?: string | undefined } = {},
): Promise<DatasetList> {
  const paths = dataRootPaths(dataRoot);
  const list: DatasetList = { datasets: [], broken: [] };
  for (const stage of datasetStages) {
    if (wanted.stage !== undefined && wanted.stage !== stage) continue;
    for (const name of await foldersIn(paths.stage(stage))) {
      if (wanted.name !== undefined && wanted.name !== name) continue;
      const found = await versionsOf(list.broken, join(paths.stage(stage), name), { stage, name });
      list.datasets.push(...found.sort(newestFirst));
    }
  }
  return list;
}

async function versionsOf(
  broken: DatasetList['broken'],
  folder: string,
  { stage, name }: { stage: DatasetStage; name: string },
): Promise<ListedDataset[]> {
  const found: ListedDataset[] = [];
  for (const version of await foldersIn(folder)) {
    const place = { stage, name, version, folder: join(folder, version) };
    try {
      const manifest = await readManifest(place.folder);
      // Without a manifest it is what a crash left; "prune" removes it.
      if (manifest) found.push({ ...place, manifest, bytes: bytesOf(manifest) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      broken.push({
        reference: `${stage}/${name}@${version}`,
        folder: place.folder,
        problem: error.message,
      });
    }
  }
  return found;
}

/** Names of visible folders, sorted: what begins with a dot is being written or being removed. */
async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function bytesOf(manifest: DatasetManifest): number {
  return manifest.tables.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0);
}

function newestFirst(a: ListedDataset, b: ListedDataset): number {
  const [first, second] = [a.manifest.createdAt, b.manifest.createdAt];
  if (first !== second) return first > second ? -1 : 1;
  return a.version > b.version ? -1 : 1;
}
