import type { DatasetReference } from '../../../shared/contracts/dataset-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { nearestName } from '../../config/nearest-name.ts';
import { dataRootPaths } from './data-root-paths.ts';
import { type ListedDataset, listDatasets } from './list-datasets.ts';
import { type DatasetAddress, parseDatasetReference } from './parse-dataset-reference.ts';
import { readManifest } from './read-manifest.ts';

/**
 * The dataset of a reference such as `validated/events`, the newest, or `validated/events@0123456789abcdef`.
 * @throws AppError INVALID_CONFIG for what is no reference, DATASET_MISSING with the nearest name,
 * DATASET_CORRUPT where its manifest cannot be read.
 */
export async function findDataset(
  dataRoot: string,
  reference: string | DatasetAddress,
): Promise<ListedDataset> {
  const address = typeof reference === 'string' ? parseDatasetReference(reference) : reference;
  const { datasets, broken } = await listDatasets(dataRoot, { stage: address.stage, name: address.name });
  const found = datasets.find(({ version }) => address.version === undefined || version === address.version);
  if (found) return found;
  const wanted = addressText(address);
  const unreadable = broken.find((one) => address.version === undefined || one.reference === wanted);
  // Says what is wrong with the manifest, by reading it once more.
  if (unreadable) await readManifest(unreadable.folder);
  throw new AppError(
    'DATASET_MISSING',
    `Cannot find the dataset ${wanted} in ${dataRootPaths(dataRoot).root}`,
    {
      hint: await nearest(dataRoot, { address, versions: datasets.map(({ version }) => version) }),
    },
  );
}

/** How a dataset is written: `stage/name@version`. */
export function addressText({ stage, name, version }: DatasetAddress | DatasetReference): string {
  return version === undefined ? `${stage}/${name}` : `${stage}/${name}@${version}`;
}

async function nearest(
  dataRoot: string,
  { address, versions }: { address: DatasetAddress; versions: string[] },
): Promise<string> {
  if (address.version !== undefined && versions.length > 0) {
    const version = nearestName(address.version, versions);
    return `It has ${versions.length} other version${versions.length === 1 ? '' : 's'}. Nearest: ${addressText({ ...address, version })}.`;
  }
  const { datasets } = await listDatasets(dataRoot);
  const names = new Set(datasets.map(({ stage, name }) => `${stage}/${name}`));
  const name = nearestName(`${address.stage}/${address.name}`, names);
  return name === undefined
    ? 'The data root holds no dataset; "matching import" makes some. --root names another folder.'
    : `Nearest: ${name}. "matching datasets list" shows all.`;
}
