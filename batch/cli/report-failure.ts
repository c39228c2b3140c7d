import { CommanderError } from 'commander';
import { ZodError } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { errorCatalogue } from '../../shared/errors/error-catalogue.ts';
import { Interrupted } from './interrupted.ts';

/** What a person can put right about a path, by the code of the system's error. */
const pathProblems: Record<string, string> = {
  EEXIST: 'it is a file, not a folder',
  ENOTDIR: 'a part of it is a file, not a folder',
  EACCES: 'this user may not read or write it',
  EPERM: 'this user may not change it',
  EROFS: 'it cannot be written to',
};

/** Postgres: no such table, schema, function, column. */
const unmigrated = new Set(['42P01', '3F000', '42883', '42703']);

/** Prints a failure for a person on stderr and returns the exit status of the command. */
export function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Interrupted) {
    console.error('interrupted: what was finished is kept; run the same command again to go on');
    return error.exitStatus;
  }
  if (error instanceof AppError) {
    console.error(`error ${error.code}: ${error.message}`);
    if (error.hint) console.error(`  ${error.hint}`);
    return error.exitStatus;
  }
  if (error instanceof ZodError) {
    const issue = error.issues[0];
    console.error(
      `error INVALID_DATA: ${issue?.path.join('.') || 'value'}: ${issue?.message ?? 'not valid'}`,
    );
    return 2;
  }
  const { code = '', path } = (error ?? {}) as NodeJS.ErrnoException;
  if (path !== undefined && pathProblems[code] !== undefined) {
    console.error(`error INVALID_CONFIG: Cannot use ${path}: ${pathProblems[code]}`);
    console.error('  Name another folder, or put this one right');
    return errorCatalogue.INVALID_CONFIG.exit;
  }
  if (isDatabaseError(error) && unmigrated.has(code)) {
    console.error(`error DATABASE_NOT_MIGRATED: Cannot use the database as it is: ${error.message}`);
    console.error(
      '  Apply the migrations of this version: npx supabase db push --remote="$SUPABASE_DB_URL" --yes',
    );
    return errorCatalogue.DATABASE_NOT_MIGRATED.exit;
  }
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}

/** By what only the server sends: importing the driver would slow every command down. */
function isDatabaseError(error: unknown): error is Error {
  return error instanceof Error && 'severity' in error;
}
