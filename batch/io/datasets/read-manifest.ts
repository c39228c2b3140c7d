import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DatasetManifest, datasetManifestSchema } from '../../../shared/contracts/dataset-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

/** The manifest of a finished dataset, or null where there is none. Throws DATASET_CORRUPT for one that is broken. */
export async function readManifest(folder: string): Promise<DatasetManifest | null> {
  const path = join(folder, 'manifest.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return datasetManifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('DATASET_CORRUPT', `Cannot read ${path}: it is no dataset manifest of format 1`, {
      hint: 'Restore the file, or delete the folder and make the dataset again.',
      cause,
    });
  }
}
