import { contentLayout } from '../../../shared/features/content-layout.ts';
import { createItemEncoder } from '../../../shared/features/create-item-encoder.ts';
import type { TrainingData } from '../../io/training-data.ts';
import { buildFeatureSpec } from '../../train/build-feature-spec.ts';
import { sparseMatrix } from '../../train/sparse-matrix.ts';
import { type SpectralFactors, spectralFactors } from '../../train/spectral/spectral-tables.ts';
import type { TrainingConfig } from '../../train/training-config.ts';
import type { FitTablesOptions } from './fit-tables-options.ts';

/** What spectral tables are cut from. */
export async function fitFactors(
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
