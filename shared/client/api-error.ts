import type { ErrorBody } from '../contracts/error-body.ts';

/** An answer that is an error, or none at all. */
export class ApiError extends Error {
  /** Stable code of docs/api.md; NO_ANSWER where the network failed or the time was over, BAD_ANSWER for anything else. */
  readonly code: string;
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  /** Dotted path of the offending field, where there is one. */
  readonly field: string | undefined;
  /** Names the request in the service's log. */
  readonly requestId: string | undefined;
  /** Seconds after which to send the request again; undefined where that would not help. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    { code, message, field, request_id }: Partial<ErrorBody['error']> & { code: string; message: string },
    { status, retryAfterSeconds, cause }: { status: number; retryAfterSeconds?: number; cause?: unknown },
  ) {
    super(message, { cause });
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.field = field;
    this.requestId = request_id;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
