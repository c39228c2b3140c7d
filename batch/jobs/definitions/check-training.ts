import { presetsFolder } from '../../config/presets-folder.ts';
import { resolveConfig } from '../../config/resolve-config.ts';
import { type TrainingConfig, trainingConfigSchema } from '../../train/training-config.ts';

/** The settings of a training: preset, environment, `key=value` texts. Throws INVALID_CONFIG. */
export function checkTraining(preset: string, set: readonly string[]): Promise<TrainingConfig> {
  return resolveConfig(trainingConfigSchema, { presetsFolder, preset, set });
}
