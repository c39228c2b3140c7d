import { AppError } from '../../shared/errors/app-error.ts';
import type { TrainingSet } from '../io/training-set.ts';

export interface TimeSplit {
  /** Decisions before this index are for training, from here to `validationEnd` for validation, the rest for test. */
  trainEnd: number;
  validationEnd: number;
}

/** Cuts the decisions, which are in order of time, by share. @throws AppError NOT_ENOUGH_DATA when a part is empty. */
export function splitByTime(
  data: TrainingSet,
  shares: { trainShare: number; validationShare: number },
): TimeSplit {
  const count = data.personIndex.length;
  // The tolerance keeps a share such as 0.7 + 0.1 from falling one row short by a binary fraction.
  const rows = (share: number): number => Math.floor(count * share + 1e-6);
  const trainEnd = rows(shares.trainShare);
  const validationEnd = rows(shares.trainShare + shares.validationShare);
  if (trainEnd === 0 || validationEnd <= trainEnd || validationEnd >= count) {
    throw new AppError(
      'NOT_ENOUGH_DATA',
      `${count} decisions can not be cut into training, validation and test`,
      {
        hint: 'Import more decisions, or keep trainShare + validationShare below 1.',
      },
    );
  }
  return { trainEnd, validationEnd };
}
