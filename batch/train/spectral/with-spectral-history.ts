import type { TrainingConfig } from '../training-config.ts';

/**
 * The same settings with the history that spectral tables are pooled by: they want every like to count about alike.
 * The feature spec and every ranking of such tables take their history from here.
 */
export function withSpectralHistory(config: TrainingConfig): TrainingConfig {
  const { likeLimit, halfLifePositions } = config.spectral;
  return { ...config, history: { ...config.history, likeLimit, halfLifePositions } };
}
