import { AppError } from '../../../shared/errors/app-error.ts';

/** INVALID_DATA for a file that cannot be read as a whole. */
export function unreadable(path: string, why: string, hint: string, cause?: unknown): AppError {
  return new AppError('INVALID_DATA', `Cannot read ${path}: ${why}`, { hint, cause });
}
