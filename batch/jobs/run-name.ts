import { createHash } from 'node:crypto';
import type { TrainingConfig } from '../train/training-config.ts';

/** One name for one preset, configuration and data set: starting the same run again finds its checkpoint. */
export function runName(preset: string, config: TrainingConfig, datasetFingerprint: string): string {
  const identity = JSON.stringify([preset, config, datasetFingerprint]);
  return `${preset}-${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`;
}
