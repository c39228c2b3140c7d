import { AppError } from '../../shared/errors/app-error.ts';

/** INVALID_CONFIG for an export that cannot be made as it is configured. */
export function invalidExport(name: string, why: string, hint: string): AppError {
  return new AppError('INVALID_CONFIG', `Cannot export ${name}: ${why}`, { hint });
}
