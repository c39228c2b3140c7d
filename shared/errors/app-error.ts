import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';

export interface AppErrorOptions {
  /** What the reader can do next, one sentence. */
  hint?: string;
  /** Names of fields, counts, paths: never a secret and never a person's preferences. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** An expected failure with a stable code. Programmer errors stay TypeError or RangeError. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly exitStatus: number;
  readonly hint: string | undefined;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = errorCatalogue[code].status;
    this.exitStatus = errorCatalogue[code].exit;
    this.hint = options.hint;
    this.details = options.details;
  }
}
