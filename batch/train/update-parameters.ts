import { adamUpdate } from './adam.ts';
import { rowAdamUpdate } from './row-adam.ts';
import type { StepGradients } from './row-gradient.ts';
import type { TrainingState } from './training-state.ts';

export interface UpdateOptions {
  learningRate: number;
  /** Of decayLogs(). */
  decayLogs: Float64Array;
}

/** One optimiser step, in place, for step `state.step`: rows of the two tables, all of the user tower. */
export function updateParameters(
  { step, parameters, moments, settledAt }: TrainingState,
  gradients: StepGradients,
  { learningRate, decayLogs }: UpdateOptions,
): void {
  for (const name of ['itemIds', 'content'] as const) {
    const table = { values: parameters[name], moments: moments[name], settledAt: settledAt[name] };
    rowAdamUpdate(table, gradients[name], { step, learningRate, decayLogs });
  }
  const keep = Math.exp(decayLogs[step]! - decayLogs[step - 1]!);
  for (const name of ['kernel', 'bias'] as const) {
    adamUpdate(parameters[name], gradients[name], moments[name], { step, learningRate, keep });
  }
}
