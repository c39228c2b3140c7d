import { join } from 'node:path';
import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

/** Absolute paths of the Parquet files of one table of a dataset. Throws DATASET_CORRUPT where it has no such table. */
export function datasetFiles(folder: string, manifest: DatasetManifest, table: string): string[] {
  const found = manifest.tables.find(({ name }) => name === table);
  if (found) return found.files.map(({ path }) => join(folder, path));
  throw new AppError('DATASET_CORRUPT', `Cannot use dataset ${folder}: it has no table ${table}`, {
    hint: 'Name a dataset of the right kind; "matching datasets list" shows them.',
  });
}
