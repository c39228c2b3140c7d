import type { DatasetManifest, DatasetReference } from '../../../shared/contracts/dataset-manifest.ts';

/** What names a dataset and its rows. */
export function datasetReference({ stage, name, version, fingerprint }: DatasetManifest): DatasetReference {
  return { stage, name, version, fingerprint };
}
