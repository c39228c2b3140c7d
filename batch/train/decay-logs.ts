import { learningRate } from './learning-rate.ts';
import type { TrainingConfig } from './training-config.ts';

/** [steps + 1]: the logarithm of what weight decay leaves of a parameter after so many steps, 0 after none. */
export function decayLogs(steps: number, config: TrainingConfig): Float64Array {
  const logs = new Float64Array(steps + 1);
  for (let step = 1; step <= steps; step++) {
    logs[step] = logs[step - 1]! + Math.log1p(-learningRate(step, steps, config) * config.weightDecay);
  }
  return logs;
}
