import type { TrainingConfig } from './training-config.ts';

/** So many positions that every like counts alike. */
const never = 1_000_000;

/** The settings for decisions whose order means nothing, as they have no times: the newest like counts as any other. */
export function withoutRecency(config: TrainingConfig): TrainingConfig {
  return {
    ...config,
    history: { ...config.history, halfLifePositions: never },
    spectral: { ...config.spectral, halfLifePositions: never, recentWeight: 0 },
    logistic: { ...config.logistic, halfLifePositions: never },
  };
}
