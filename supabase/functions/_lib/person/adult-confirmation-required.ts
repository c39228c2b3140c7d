import { AppError } from '../../../../shared/errors/app-error.ts';

export function adultConfirmationRequired(): AppError {
  return new AppError(
    'ADULT_CONFIRMATION_REQUIRED',
    'Cannot show items: this account has not confirmed to be an adult. Call manage-account with action confirm_adult',
  );
}
