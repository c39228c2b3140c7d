import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { contentLayout } from '../../shared/features/content-layout.ts';
import { createItemEncoder } from '../../shared/features/create-item-encoder.ts';
import type { FeatureSpec } from '../../shared/features/feature-spec.ts';
import { likesOfItems } from '../evaluate/likes-of-items.ts';
import type { ModelTables } from '../io/model-tables.ts';
import type { TrainingData } from '../io/training-data.ts';
import type { BackendName } from '../train/backend/backend-names.ts';
import { buildFeatureSpec } from '../train/build-feature-spec.ts';
import { sparseMatrix } from '../train/sparse-matrix.ts';
import { spectralTables } from '../train/spectral/spectral-tables.ts';
import { spectralTemperature } from '../train/spectral/spectral-temperature.ts';
import { withSpectralHistory } from '../train/spectral/with-spectral-history.ts';
import { trainTwoTower } from '../train/train-two-tower.ts';
import { trainedTables } from '../train/trained-tables.ts';
import type { TrainingConfig } from '../train/training-config.ts';
import { validationObjective } from './validation-objective.ts';

export type TableKind = 'trained' | 'spectral';

export interface FittedTables {
  tables: ModelTables;
  temperature: number;
  /** With the history settings that the tables pool by. */
  spec: FeatureSpec;
  seconds: number;
  /** `trained`: people a second; `spectral`: likes a second. */
  examplesPerSecond: number;
  /** Mean loss of each epoch; empty for tables in closed form. */
  losses: number[];
  /** Of early stopping: what the validation part said, by epoch. */
  measurements: { epoch: number; quality: number }[];
}

export interface FitTablesOptions {
  kind: TableKind;
  /** Decisions with an index below this are trained on. */
  trainRows: number;
  backend: BackendName;
  /** A training that was killed goes on from there. Tables in closed form are made anew. */
  checkpointPath: string;
  onProgress?: ((done: number, total: number, detail: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** The kinds of tables that the configuration asks for. */
export function tableKinds({ tables }: Pick<TrainingConfig, 'tables'>): TableKind[] {
  return tables === 'auto' ? ['trained', 'spectral'] : [tables];
}

/** Item tables of one kind; the backend must have been selected. */
export async function fitTables(
  data: TrainingData,
  config: TrainingConfig,
  options: FitTablesOptions,
): Promise<FittedTables> {
  const began = performance.now();
  const fitted = await (options.kind === 'spectral' ? fitSpectral : fitTrained)(data, config, options);
  const seconds = (performance.now() - began) / 1000;
  return { losses: [], measurements: [], ...fitted, seconds };
}

async function fitSpectral(
  data: TrainingData,
  given: TrainingConfig,
  { trainRows, onProgress, signal }: FitTablesOptions,
) {
  const began = performance.now();
  const config = withSpectralHistory(given);
  const spec = buildFeatureSpec(data.items, config);
  const tables = await spectralTables(data, config, {
    trainRows,
    content: {
      matrix: sparseMatrix(data.items.map(createItemEncoder(spec))),
      width: contentLayout(spec).width,
    },
    onProgress: ({ step, steps, doing }) => onProgress?.(step, steps, `spectral ${doing}`),
    signal,
  });
  const seconds = (performance.now() - began) / 1000;
  const halfLivesDays = [Number.POSITIVE_INFINITY];
  const [likes] = await likesOfItems(data, { end: trainRows, halfLivesDays, signal });
  const examplesPerSecond = likes!.reduce((sum, count) => sum + count, 0) / seconds;
  return { tables, temperature: spectralTemperature(tables), spec, examplesPerSecond };
}

async function fitTrained(
  data: TrainingData,
  config: TrainingConfig,
  { trainRows, backend, checkpointPath, onProgress, signal }: FitTablesOptions,
) {
  await mkdir(dirname(checkpointPath), { recursive: true });
  const spec = buildFeatureSpec(data.items, config);
  const trained = await trainTwoTower(data, config, {
    spec,
    trainRows,
    backend,
    checkpointPath,
    ...(config.earlyStopping.patience > 0 && { measure: await validationObjective(data, config, signal) }),
    ...(signal && { signal }),
    onPrepare: (done, total) => onProgress?.(done, total, 'decisions ordered by person'),
    onProgress: ({ step, steps, loss, examplesPerSecond }) =>
      onProgress?.(step, steps, `loss ${loss.toFixed(3)}, ${Math.round(examplesPerSecond)} people/s`),
  });
  const { losses, measurements, examplesPerSecond } = trained;
  return {
    tables: trainedTables(trained.parameters, trained.content, config.dim),
    temperature: config.temperature,
    spec,
    losses,
    measurements,
    examplesPerSecond,
  };
}
