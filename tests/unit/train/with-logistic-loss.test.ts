import { expect, test } from 'vitest';
import { withLogisticLoss } from '../../../batch/train/with-logistic-loss.ts';
import { tinyConfig } from './support/tiny-config.ts';

test('withLogisticLoss() puts the settings of logistic tables in place of the usual ones', () => {
  const config = tinyConfig({
    exposurePrior: 0.4,
    earlyStopping: { patience: 4, everyEpochs: 10 },
    logistic: {
      ...{ trainedDim: 3, epochs: 5, learningRate: 0.5, halfLifePositions: 7 },
      ...{ idPenalty: 0.25, contentPenalty: 0.125, initScale: 0.75 },
    },
  });
  expect(withLogisticLoss(config)).toEqual({
    ...config,
    ...{ loss: 'logistic', trainedDim: 3, epochs: 5, learningRate: 0.5 },
    ...{ idPenalty: 0.25, contentPenalty: 0.125, initScale: 0.75, exposurePrior: 0 },
    history: { ...config.history, halfLifePositions: 7 },
    matryoshka: { ...config.matryoshka, weight: 0 },
    earlyStopping: { patience: 0, everyEpochs: 10 },
  });
});
