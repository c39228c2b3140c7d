import type { TrainingConfig } from '../../../../batch/train/training-config.ts';

/**
 * A whole configuration with a small `dim`. Written out, as the schema brings all of TensorFlow.js with it;
 * training-config.test.ts checks that it is a valid one.
 */
export function tinyConfig(settings: Partial<TrainingConfig> = {}): TrainingConfig {
  return {
    backend: 'auto',
    seed: 1,
    tables: 'trained',
    dim: 4,
    trainedDim: 2000,
    artifactDtype: 'float32',
    epochs: 30,
    batchSize: 192,
    learningRate: 0.003,
    learningRateSchedule: 'cosine',
    warmupSteps: 20,
    finalLearningRate: 0.03,
    weightDecay: 0.05,
    clipNorm: 0,
    loss: 'softmax',
    contrastive: { margin: 0.4, negativeWeight: 150 },
    matryoshka: { prefixes: [256], weight: 0.3 },
    sampledNegatives: 0,
    earlyStopping: { patience: 0, everyEpochs: 1 },
    temperature: 0.1,
    idDropout: 0.1,
    emptyHistory: 0.05,
    nopeNegativeWeight: 2,
    initScale: 0.1,
    trainShare: 0.8,
    validationShare: 0.1,
    checkpointEverySteps: 100,
    history: { likeLimit: 200, recentLimit: 5, nopeLimit: 50, halfLifePositions: 20 },
    baselines: ['popularity', 'itemKnn'],
    spectral: {
      personExponent: 0.5,
      itemExponent: 0.5,
      singularExponent: 0.4,
      prefix: 256,
      rank: 2000,
      rounds: 9,
      extraColumns: 64,
      recentWeight: 0,
      nopeWeight: 0,
      likeLimit: 200,
      halfLifePositions: 1_000_000,
      contentRidge: 10,
      contentShrinkage: 0,
    },
    blend: { weights: [0.2, 0.4], spectralDim: 512, spectralPrefix: 64 },
    streamAboveDecisions: 20_000_000,
    streamTestPeople: 10_000,
    minItemsPerName: 2,
    ...settings,
  };
}
