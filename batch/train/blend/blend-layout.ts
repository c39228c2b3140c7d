import type { TrainingConfig } from '../training-config.ts';

/** Where the coordinates of trained and of spectral tables stand in a blended vector of `dim`. */
export interface BlendLayout {
  dim: number;
  /** Coordinates of the trained tables that are used, the first ones, and of the spectral tables. */
  trainedDim: number;
  spectralDim: number;
  /** Width of the spectral tables' own prefix. */
  spectralPrefix: number;
  /** Column of each trained and of each spectral coordinate. */
  trained: Int32Array;
  spectral: Int32Array;
}

/**
 * [first trained | spectral prefix | rest of trained | rest of spectral | zeros]: the first `spectral.prefix` columns
 * hold a prefix of both, so that they rank by themselves. The spectral part gets
 * two thirds of a vector at most, and half of the prefix.
 */
export function blendLayout({
  dim,
  trainedDim: mostTrained,
  spectral,
  blend,
}: Pick<TrainingConfig, 'dim' | 'trainedDim' | 'spectral' | 'blend'>): BlendLayout {
  const prefix = Math.min(spectral.prefix, dim);
  const whole = Math.min(blend.spectralDim, Math.max(2, Math.floor((2 * dim) / 3)));
  const spectralPrefix = Math.min(blend.spectralPrefix, whole, Math.max(2, prefix >> 1));
  const spectralDim = prefix < dim ? Math.min(whole, dim - prefix + spectralPrefix) : spectralPrefix;
  const trainedDim = Math.min(mostTrained, dim - spectralDim);
  const trainedFirst = Math.min(trainedDim, prefix - spectralPrefix);
  const restOfSpectral = prefix + trainedDim - trainedFirst;
  return {
    ...{ dim, trainedDim, spectralDim, spectralPrefix },
    trained: Int32Array.from({ length: trainedDim }, (_, at) =>
      at < trainedFirst ? at : prefix + at - trainedFirst,
    ),
    spectral: Int32Array.from({ length: spectralDim }, (_, at) =>
      at < spectralPrefix ? trainedFirst + at : restOfSpectral + at - spectralPrefix,
    ),
  };
}
