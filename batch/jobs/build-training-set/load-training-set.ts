import { join } from 'node:path';
import type { Client } from 'pg';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import type { WrittenDataset } from '../../io/datasets/write-dataset.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { buildTrainingDataset } from '../../io/training/build-training-dataset.ts';
import type { SplitShares } from '../../io/training/split-bounds.ts';
import type { TrainingData } from '../../io/training-data.ts';
import { openTrainingData } from './open-training-data.ts';

export interface LoadTrainingSetOptions extends SplitShares {
  /** Folder of all local data. */
  root: string;
  /** More decisions than these stay on disk. */
  streamAboveDecisions: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The training dataset of what the database holds now, made where there is none yet, and what it holds. */
export async function loadTrainingSet(
  client: Client,
  { root, streamAboveDecisions, ...options }: LoadTrainingSetOptions,
): Promise<{ dataset: WrittenDataset; data: TrainingData }> {
  const dataRoot = join(root, 'data');
  const duck = await openDuckDb({ tempFolder: dataRootPaths(dataRoot).temp });
  const dataset = await buildTrainingDataset(client, duck, { dataRoot, root, ...options }).finally(() =>
    duck.close(),
  );
  return { dataset, data: await openTrainingData(dataset, { dataRoot, streamAboveDecisions }) };
}
