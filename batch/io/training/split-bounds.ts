import { AppError } from '../../../shared/errors/app-error.ts';
import type { TimeSplit } from '../training-set.ts';

export interface SplitShares {
  /** Share of all decisions that trains, above 0. */
  trainShare: number;
  /** Share that tunes; what is left is the test. */
  validationShare: number;
}

/** Where decisions in order of time are cut. @throws AppError NOT_ENOUGH_DATA when a part would be empty. */
export function splitBounds(count: number, { trainShare, validationShare }: SplitShares): TimeSplit {
  // The tolerance keeps a share such as 0.7 + 0.1 from falling one row short by a binary fraction.
  const rows = (share: number): number => Math.floor(count * share + 1e-6);
  const trainEnd = rows(trainShare);
  const validationEnd = rows(trainShare + validationShare);
  if (trainEnd === 0 || validationEnd <= trainEnd || validationEnd >= count) {
    throw new AppError(
      'NOT_ENOUGH_DATA',
      `${count} decisions can not be cut into training, validation and test`,
      { hint: 'Import more decisions, or keep trainShare + validationShare below 1.' },
    );
  }
  return { trainEnd, validationEnd };
}
