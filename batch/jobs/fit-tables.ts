import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { contentLayout } from '../../shared/features/content-layout.ts';
import { createItemEncoder } from '../../shared/features/create-item-encoder.ts';
import type { FeatureSpec } from '../../shared/features/feature-spec.ts';
import { isTimed } from '../evaluate/baselines/half-lives.ts';
import type { ModelTables } from '../io/model-tables.ts';
import type { TrainingData } from '../io/training-data.ts';
import type { BackendName } from '../train/backend/backend-names.ts';
import { blendLayout } from '../train/blend/blend-layout.ts';
import { blendTables } from '../train/blend/blend-tables.ts';
import { sampleLikes } from '../train/blend/sample-likes.ts';
import { widenTables } from '../train/blend/widen-tables.ts';
import { buildFeatureSpec } from '../train/build-feature-spec.ts';
import { sparseMatrix } from '../train/sparse-matrix.ts';
import { type SpectralFactors, spectralFactors, spectralTables } from '../train/spectral/spectral-tables.ts';
import { spectralTemperature } from '../train/spectral/spectral-temperature.ts';
import { withSpectralHistory } from '../train/spectral/with-spectral-history.ts';
import { trainTwoTower } from '../train/train-two-tower.ts';
import { trainedTables } from '../train/trained-tables.ts';
import type { TrainingConfig } from '../train/training-config.ts';
import { withoutRecency } from '../train/without-recency.ts';
import type { TableCandidate } from './table-candidates.ts';
import { validationObjective } from './validation-objective.ts';

export interface FittedTables {
  tables: ModelTables;
  temperature: number;
  /** With the history settings that the tables pool by. */
  spec: FeatureSpec;
  /** With those of the parts that a blend is made of. */
  seconds: number;
  /** `spectral`: likes a second; the others: people a second. */
  examplesPerSecond: number;
  /** Mean loss of each epoch; empty for tables in closed form. */
  losses: number[];
  /** Of early stopping: what the validation part said, by epoch. */
  measurements: { epoch: number; quality: number }[];
}

export interface FitTablesOptions {
  /** Decisions with an index below this are trained on. */
  trainRows: number;
  backend: BackendName;
  /** A training that was killed goes on from there. Tables in closed form are made anew. */
  checkpointPath: string;
  onProgress?: ((done: number, total: number, detail: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Makes tables; what two candidates have in common is made once. */
export type TableFitter = (candidate: TableCandidate) => Promise<FittedTables>;

/** People from whom the spread of scores is taken. */
const peopleOfSpread = 200;

/**
 * A maker of item tables; the backend must have been selected. It keeps what it made for the next candidate. Where
 * decisions have no times, no like counts as newer than another.
 */
export function tableFitter(
  data: TrainingData,
  given: TrainingConfig,
  options: FitTablesOptions,
): TableFitter {
  const config = isTimed(data) ? given : withoutRecency(given);
  const { signal } = options;
  const trained = once(() => timed(() => fitTrained(data, config, options)));
  const factors = once(() => timed(() => fitFactors(data, config, options)));
  const layout = blendLayout(config);
  const { spectralDim: dim, spectralPrefix: prefix } = layout;
  const spectralPart = once(async () => {
    const { value } = await factors();
    return timed(() => spectralTables(value, { dim, spectral: { ...config.spectral, prefix } }, signal));
  });

  const makers: Record<TableCandidate['kind'], TableFitter> = {
    async trained() {
      const { value, seconds } = await trained();
      return { ...value, tables: widenTables(value.tables, config.dim), seconds };
    },
    async spectral() {
      const own = withSpectralHistory(config);
      const spec = buildFeatureSpec(data.items, own);
      const found = await factors();
      const made = await timed(() => spectralTables(found.value, own, signal));
      const seconds = found.seconds + made.seconds;
      const likes = found.value.likes.indices.length;
      return {
        ...{ tables: made.value, temperature: spectralTemperature(made.value), spec, seconds },
        ...{ examplesPerSecond: likes / seconds, losses: [], measurements: [] },
      };
    },
    async blended({ weight }) {
      const one = await trained();
      const other = await factors();
      const people = sampleLikes(other.value.likes, { limit: peopleOfSpread, seed: config.seed });
      const part = await spectralPart();
      const { temperature } = one.value;
      const tables = { trained: one.value.tables, spectral: part.value };
      const made = await timed(async () =>
        blendTables(tables, { layout, weight, temperature, history: config.history, people }),
      );
      const seconds = one.seconds + other.seconds + part.seconds + made.seconds;
      return { ...one.value, ...made.value, seconds };
    },
  };
  return (candidate) => makers[candidate.kind](candidate);
}

async function fitFactors(
  data: TrainingData,
  config: TrainingConfig,
  { trainRows, onProgress, signal }: FitTablesOptions,
): Promise<SpectralFactors> {
  const spec = buildFeatureSpec(data.items, config);
  return spectralFactors(data, config, {
    trainRows,
    content: {
      matrix: sparseMatrix(data.items.map(createItemEncoder(spec))),
      width: contentLayout(spec).width,
    },
    onProgress: ({ step, steps }) => onProgress?.(step, steps, 'spectral decomposition'),
    signal,
  });
}

async function fitTrained(
  data: TrainingData,
  given: TrainingConfig,
  { trainRows, backend, checkpointPath, onProgress, signal }: FitTablesOptions,
): Promise<Omit<FittedTables, 'seconds'>> {
  await mkdir(dirname(checkpointPath), { recursive: true });
  const spec = buildFeatureSpec(data.items, given);
  const config = { ...given, dim: Math.min(given.dim, given.trainedDim) };
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

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const began = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - began) / 1000 };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
