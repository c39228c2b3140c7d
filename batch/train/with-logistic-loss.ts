import type { TrainingConfig } from './training-config.ts';

/** The same settings for tables of the logistic loss, which has its own for what matters to it. */
export function withLogisticLoss({ logistic, ...config }: TrainingConfig): TrainingConfig {
  const { halfLifePositions, ...own } = logistic;
  return {
    ...config,
    ...own,
    logistic,
    loss: 'logistic',
    history: { ...config.history, halfLifePositions },
    // Decisions are compared with decisions: how often an item is shown does not enter.
    exposurePrior: 0,
    matryoshka: { ...config.matryoshka, weight: 0 },
    earlyStopping: { ...config.earlyStopping, patience: 0 },
  };
}
