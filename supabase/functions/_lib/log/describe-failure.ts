import { AppError } from '../../../../shared/errors/app-error.ts';

/**
 * What a log line says about an error: its kind, our own details and the place. Messages are left out, because
 * those of other libraries may quote values.
 */
export function describeFailure(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  return {
    name: error.name,
    ...(error instanceof AppError && error.details && { details: error.details }),
    at: framesOf(error),
    ...(error.cause !== undefined && { cause: describeFailure(error.cause) }),
  };
}

function framesOf(error: Error): string[] {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 8).map((line) => line.trim());
}
