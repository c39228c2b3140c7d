import { isTimed } from '../../evaluate/baselines/half-lives.ts';
import type { TrainingData } from '../../io/training-data.ts';
import { blendLayout } from '../../train/blend/blend-layout.ts';
import { blendTables } from '../../train/blend/blend-tables.ts';
import { sampleLikes } from '../../train/blend/sample-likes.ts';
import { widenTables } from '../../train/blend/widen-tables.ts';
import { buildFeatureSpec } from '../../train/build-feature-spec.ts';
import { spectralTables } from '../../train/spectral/spectral-tables.ts';
import { spectralTemperature } from '../../train/spectral/spectral-temperature.ts';
import { withSpectralHistory } from '../../train/spectral/with-spectral-history.ts';
import type { TrainingConfig } from '../../train/training-config.ts';
import { withLogisticLoss } from '../../train/with-logistic-loss.ts';
import { withoutRecency } from '../../train/without-recency.ts';
import { fitFactors } from './fit-factors.ts';
import type { FitTablesOptions } from './fit-tables-options.ts';
import { fitTrained } from './fit-trained.ts';
import type { FittedTables } from './fitted-tables.ts';
import { logisticCheckpointPath } from './logistic-checkpoint-path.ts';
import type { TableCandidate } from './table-candidates.ts';

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
    async logistic() {
      const checkpointPath = logisticCheckpointPath(options.checkpointPath);
      const { value, seconds } = await timed(() =>
        fitTrained(data, withLogisticLoss(config), { ...options, checkpointPath }),
      );
      return { ...value, tables: widenTables(value.tables, config.dim), seconds };
    },
  };
  return (candidate) => makers[candidate.kind](candidate);
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
