import type { DatasetStage } from '../../../shared/contracts/dataset-manifest.ts';
import { datasetNameSchema, datasetStages } from '../../../shared/contracts/dataset-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { nearestName } from '../../config/nearest-name.ts';

export interface DatasetAddress {
  stage: DatasetStage;
  name: string;
  /** Undefined: the newest. */
  version: string | undefined;
}

/** Reads `stage/name` or `stage/name@version`. Throws INVALID_CONFIG saying which part is wrong. */
export function parseDatasetReference(text: string): DatasetAddress {
  const [place = '', ...versions] = text.split('@');
  const [stage = '', ...names] = place.split('/');
  if (names.length !== 1 || versions.length > 1) {
    throw invalid(
      text,
      'it is not of the form stage/name or stage/name@version',
      'Such as validated/events.',
    );
  }
  const known = datasetStages.find((one) => one === stage);
  if (!known) {
    const hint = `Stages: ${datasetStages.join(', ')}. Nearest: ${nearestName(stage, datasetStages)}.`;
    throw invalid(text, `there is no stage "${stage}"`, hint);
  }
  return {
    stage: known,
    name: part(text, 'name', names[0]!),
    version: versions.map((v) => part(text, 'version', v))[0],
  };
}

function part(text: string, what: string, value: string): string {
  const parsed = datasetNameSchema.safeParse(value);
  if (parsed.success) return value;
  throw invalid(
    text,
    `the ${what} ${parsed.error.issues[0]!.message}`,
    'Write it as "matching datasets list" shows it.',
  );
}

function invalid(text: string, why: string, hint: string): AppError {
  return new AppError('INVALID_CONFIG', `Cannot read the dataset reference "${text}": ${why}`, { hint });
}
