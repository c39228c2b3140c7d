import { AppError } from '../../../shared/errors/app-error.ts';

export function databaseCorrupt(folder: string, reason: string, cause?: unknown): AppError {
  return new AppError('DATABASE_CORRUPT', `Cannot open the database in ${folder}: ${reason}`, {
    hint: 'Nothing was deleted. Restore the folder from a copy, or begin anew with `matching stack reset --yes`',
    cause,
  });
}
