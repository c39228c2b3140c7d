import { AppError } from '../../../shared/errors/app-error.ts';

/** @throws AppError VERIFICATION_FAILED with the problem where `holds` is false. */
export function requireOfModel(holds: boolean, problem: string): void {
  if (holds) return;
  throw new AppError('VERIFICATION_FAILED', `Cannot use the model: ${problem}`, {
    hint: 'Train or import it again.',
  });
}
