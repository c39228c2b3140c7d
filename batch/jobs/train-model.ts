import { mkdir, rm } from 'node:fs/promises';
import type { ModelManifest } from '../../shared/contracts/model-manifest.ts';
import type { ImpressionLog } from '../io/impressions/impression-log.ts';
import { sizeOf, type TrainingData } from '../io/training-data.ts';
import { writeItemVectors } from '../publish/item-vectors.ts';
import { runFolderPaths } from '../publish/run-folder-paths.ts';
import { writeArtifact } from '../publish/write-artifact.ts';
import { buildTrainingReport } from '../report/build-training-report.ts';
import { writeTrainingReport } from '../report/write-training-report.ts';
import type { BackendName } from '../train/backend/backend-names.ts';
import { selectBackend } from '../train/backend/select-backend.ts';
import { historiesPath } from '../train/histories/histories-path.ts';
import type { TrainingConfig } from '../train/training-config.ts';
import type { ActiveModel } from './active-model/load-active-model.ts';
import { currentCommit } from './current-commit.ts';
import { makeModel } from './make-model.ts';
import { logisticCheckpointPath } from './tables/logistic-checkpoint-path.ts';

export interface TrainModelOptions {
  preset: string;
  /** The version that serves now, for the gate. */
  active?: ActiveModel | null | undefined;
  /** What people were shown, for the report. */
  log?: ImpressionLog | null | undefined;
  /** Name of the dataset that `data` is, for the report. */
  dataset?: string | undefined;
  /** Checkpoint, artifact and vectors go here. */
  runFolder: string;
  onBackend?: (backend: BackendName) => void;
  /** Steps done and in all, with what is going on in words. */
  onProgress?: (done: number, total: number, detail: string) => void;
  signal?: AbortSignal;
}

export interface TrainedModel {
  manifest: ModelManifest;
  backend: BackendName;
  examplesPerSecond: number;
  /** What the reader of the run must know, in sentences. */
  notes: string[];
  seconds: { train: number; evaluate: number; write: number };
}

/** Trains, evaluates and writes the artifact. A killed run goes on from its checkpoint when it is started again. */
export async function trainModel(
  data: TrainingData,
  config: TrainingConfig,
  options: TrainModelOptions,
): Promise<TrainedModel> {
  const paths = runFolderPaths(options.runFolder);
  await mkdir(options.runFolder, { recursive: true });
  const backend = await selectBackend(config.backend);
  options.onBackend?.(backend);
  const { kind, fitted, evaluation, gate, notes, offPolicy, seconds } = await makeModel(data, config, {
    backend,
    checkpointPath: paths.checkpoint,
    active: options.active,
    log: options.log,
    onProgress: options.onProgress,
    signal: options.signal,
  });

  const evaluatedAt = performance.now();
  const { tables, spec } = fitted;
  await writeItemVectors(paths.vectors, {
    dim: config.dim,
    itemIds: data.items.map(({ id }) => id),
    embeddings: tables.embeddings,
    historyInputs: tables.historyInputs,
  });
  const manifest = await writeArtifact(paths.artifact, {
    tables,
    spec,
    dtype: config.artifactDtype,
    createdAt: new Date(),
    gitCommit: currentCommit(),
    preset: options.preset,
    config,
    seed: config.seed,
    itemCount: data.items.length,
    datasetFingerprint: data.fingerprint,
    scoring: evaluation.scoring,
    metrics: evaluation.metrics,
    gate: { passed: gate.passed, checks: gate.checks },
  });
  const { examplesPerSecond, losses, measurements } = fitted;
  const model = {
    manifest,
    backend,
    examplesPerSecond,
    notes,
    seconds: { ...seconds, write: (performance.now() - evaluatedAt) / 1000 },
  };
  const qualities = new Map(measurements.map(({ epoch, quality }) => [epoch + 1, quality]));
  const report = buildTrainingReport({
    ...{ ...model, ...sizeOf(data), items: data.items, tagGroups: data.tagGroups },
    ...{ embeddings: tables.embeddings, tables: kind, dataset: options.dataset ?? null },
    evaluation: evaluation.report,
    offPolicy,
    epochs: losses.map((loss, index) => {
      const quality = qualities.get(index + 1);
      return { epoch: index + 1, loss, validation: quality === undefined ? {} : { quality } };
    }),
  });
  await writeTrainingReport(paths.trainingReport, report);
  // Kept so long for a run that is killed; decisions of people do not stay behind in a folder of models.
  for (const path of [paths.checkpoint, logisticCheckpointPath(paths.checkpoint)])
    await rm(historiesPath(path), { force: true });
  return model;
}
