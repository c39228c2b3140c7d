import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { openStreamedDataset } from '../../io/training/open-streamed-dataset.ts';
import { readTrainingDataset } from '../../io/training/read-training-dataset.ts';
import { trainingParts } from '../../io/training/training-tables.ts';
import type { TrainingData } from '../../io/training-data.ts';

export interface OpenTrainingDataOptions {
  dataRoot: string;
  /** More decisions than these stay on disk. */
  streamAboveDecisions: number;
}

/** A training dataset in memory, or streamed where it is too large for that. @throws what readTrainingDataset() throws. */
export async function openTrainingData(
  { folder, manifest }: { folder: string; manifest: DatasetManifest },
  { dataRoot, streamAboveDecisions }: OpenTrainingDataOptions,
): Promise<TrainingData> {
  const tempFolder = dataRootPaths(dataRoot).temp;
  const parts = manifest.tables.filter(({ name }) => trainingParts.some((part) => part === name));
  const decisions = parts.reduce((sum, { rows }) => sum + rows, 0);
  if (decisions > streamAboveDecisions) return openStreamedDataset(folder, { tempFolder });
  const duck = await openDuckDb({ tempFolder });
  return readTrainingDataset(duck, folder).finally(() => duck.close());
}
