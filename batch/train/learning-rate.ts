import type { TrainingConfig } from './training-config.ts';

/**
 * Linear warm-up to the peak, then, with the cosine schedule, down to `finalLearningRate` of it. `step` counts from 1
 * to `steps`.
 */
export function learningRate(step: number, steps: number, config: TrainingConfig): number {
  const warm = config.warmupSteps === 0 ? 1 : Math.min(1, step / config.warmupSteps);
  if (config.learningRateSchedule === 'constant') return config.learningRate * warm;
  const cosine = (1 + Math.cos((Math.PI * (step - 1)) / steps)) / 2;
  return config.learningRate * warm * (cosine * (1 - config.finalLearningRate) + config.finalLearningRate);
}
