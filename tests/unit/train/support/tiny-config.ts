import type { TrainingConfig } from '../../../../batch/train/training-config.ts';

/**
 * A whole configuration with a small `dim`. Written out, as the schema brings all of TensorFlow.js with it;
 * training-config.test.ts checks that it is a valid one.
 */
export function tinyConfig(settings: Partial<TrainingConfig> = {}): TrainingConfig {
  return {
    backend: 'auto',
    seed: 1,
    dim: 4,
    epochs: 30,
    batchSize: 192,
    learningRate: 0.003,
    warmupSteps: 20,
    finalLearningRate: 0.03,
    weightDecay: 0.05,
    temperature: 0.1,
    idDropout: 0.1,
    emptyHistory: 0.05,
    nopeNegativeWeight: 2,
    initScale: 0.1,
    trainShare: 0.8,
    validationShare: 0.1,
    checkpointEverySteps: 100,
    history: { likeLimit: 200, recentLimit: 5, nopeLimit: 50, halfLifePositions: 20 },
    minItemsPerName: 2,
    ...settings,
  };
}
