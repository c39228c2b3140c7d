import { CommanderError } from 'commander';
import { ZodError } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { Interrupted } from './interrupted.ts';

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
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}
