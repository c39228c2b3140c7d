import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TrainingData } from '../../io/training-data.ts';
import { buildFeatureSpec } from '../../train/build-feature-spec.ts';
import { trainTwoTower } from '../../train/train-two-tower.ts';
import { trainedTables } from '../../train/trained-tables.ts';
import type { TrainingConfig } from '../../train/training-config.ts';
import type { FitTablesOptions } from './fit-tables-options.ts';
import type { FittedTables } from './fitted-tables.ts';
import { validationObjective } from './validation-objective.ts';

/** Tables by gradient steps, `trainedDim` wide at most. */
export async function fitTrained(
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
