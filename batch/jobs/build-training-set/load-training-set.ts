import { join } from 'node:path';
import type { Client } from 'pg';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import type { WrittenDataset } from '../../io/datasets/write-dataset.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { buildTrainingDataset } from '../../io/training/build-training-dataset.ts';
import { readTrainingDataset } from '../../io/training/read-training-dataset.ts';
import type { SplitShares } from '../../io/training/split-bounds.ts';
import type { TrainingSet } from '../../io/training-set.ts';

export interface LoadTrainingSetOptions extends SplitShares {
  /** Folder of all local data. */
  root: string;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The training dataset of what the database holds now, made where there is none yet, and what it holds. */
export async function loadTrainingSet(
  client: Client,
  { root, ...options }: LoadTrainingSetOptions,
): Promise<{ dataset: WrittenDataset; data: TrainingSet }> {
  const dataRoot = join(root, 'data');
  const duck = await openDuckDb({ tempFolder: dataRootPaths(dataRoot).temp });
  try {
    const dataset = await buildTrainingDataset(client, duck, { dataRoot, root, ...options });
    return { dataset, data: await readTrainingDataset(duck, dataset.folder) };
  } finally {
    await duck.close();
  }
}
