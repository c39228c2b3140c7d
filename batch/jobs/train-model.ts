import { mkdir } from 'node:fs/promises';
import type { ModelManifest } from '../../shared/contracts/model-manifest.ts';
import { evaluateModel } from '../evaluate/evaluate-model.ts';
import { towerTables } from '../evaluate/tower-tables.ts';
import type { TrainingSet } from '../io/training-set.ts';
import { writeItemVectors } from '../publish/item-vectors.ts';
import { runFolderPaths } from '../publish/run-folder-paths.ts';
import { writeArtifact } from '../publish/write-artifact.ts';
import type { BackendName } from '../train/backend/backend-names.ts';
import { selectBackend } from '../train/backend/select-backend.ts';
import { buildFeatureSpec } from '../train/build-feature-spec.ts';
import { type TrainingProgress, trainTwoTower } from '../train/train-two-tower.ts';
import type { TrainingConfig } from '../train/training-config.ts';
import { currentCommit } from './current-commit.ts';

export interface TrainModelOptions {
  preset: string;
  /** Checkpoint, artifact and vectors go here. */
  runFolder: string;
  onBackend?: (backend: BackendName) => void;
  onProgress?: (progress: TrainingProgress) => void;
  signal?: AbortSignal;
}

export interface TrainedModel {
  manifest: ModelManifest;
  backend: BackendName;
  examplesPerSecond: number;
  seconds: { train: number; evaluate: number; write: number };
}

/** Trains, evaluates and writes the artifact. A killed run goes on from its checkpoint when it is started again. */
export async function trainModel(
  data: TrainingSet,
  config: TrainingConfig,
  options: TrainModelOptions,
): Promise<TrainedModel> {
  const paths = runFolderPaths(options.runFolder);
  await mkdir(options.runFolder, { recursive: true });
  const backend = await selectBackend(config.backend);
  options.onBackend?.(backend);
  const spec = buildFeatureSpec(data.items, config);

  const began = performance.now();
  const trained = await trainTwoTower(data, config, {
    spec,
    trainRows: data.split.trainEnd,
    backend,
    checkpointPath: paths.checkpoint,
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.signal && { signal: options.signal }),
  });
  const trainedAt = performance.now();
  const tables = towerTables(trained.parameters, trained.content, config.dim);
  const { scoring, metrics } = evaluateModel(data, data.split, tables, config);
  const evaluatedAt = performance.now();

  await writeItemVectors(paths.vectors, {
    dim: config.dim,
    itemIds: data.items.map(({ id }) => id),
    embeddings: tables.embeddings,
    historyInputs: tables.historyInputs,
  });
  const manifest = await writeArtifact(paths.artifact, {
    parameters: trained.parameters,
    spec,
    createdAt: new Date(),
    gitCommit: currentCommit(),
    preset: options.preset,
    config,
    seed: config.seed,
    itemCount: data.items.length,
    datasetFingerprint: data.fingerprint,
    scoring,
    metrics,
  });
  return {
    manifest,
    backend,
    examplesPerSecond: trained.examplesPerSecond,
    seconds: {
      train: (trainedAt - began) / 1000,
      evaluate: (evaluatedAt - trainedAt) / 1000,
      write: (performance.now() - evaluatedAt) / 1000,
    },
  };
}
