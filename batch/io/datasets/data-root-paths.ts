import { join, resolve } from 'node:path';
import type { DatasetStage } from '../../../shared/contracts/dataset-manifest.ts';

/** Folders of the data root: datasets by stage, and cache, models, logs and temp. Everything in temp may be deleted. */
export function dataRootPaths(dataRoot: string) {
  const root = resolve(dataRoot);
  return {
    root,
    stage: (stage: DatasetStage) => join(root, stage),
    dataset: (stage: DatasetStage, name: string, version: string) => join(root, stage, name, version),
    cache: join(root, 'cache'),
    models: join(root, 'models'),
    logs: join(root, 'logs'),
    temp: join(root, 'temp'),
  };
}
