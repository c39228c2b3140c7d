import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { readManifest } from '../datasets/read-manifest.ts';
import { trainingSchema } from './training-tables.ts';

/** @throws AppError DATASET_MISSING, DATASET_CORRUPT, and INVALID_DATA for a dataset of another kind. */
export async function readTrainingManifest(folder: string): Promise<DatasetManifest> {
  const manifest = await readManifest(folder);
  if (!manifest) {
    throw new AppError('DATASET_MISSING', `Cannot train from ${folder}: there is no dataset`, {
      hint: 'See "matching datasets list", or leave out --dataset to make one from the database.',
    });
  }
  const { name, version } = manifest.schema;
  if (name === trainingSchema.name && version === trainingSchema.version) return manifest;
  const wanted = `${trainingSchema.name} ${trainingSchema.version}`;
  throw new AppError(
    'INVALID_DATA',
    `Cannot train from ${folder}: it holds ${name} ${version}, not ${wanted}`,
    {
      hint: 'Name a dataset such as validated/training; "matching datasets list" shows them.',
    },
  );
}
