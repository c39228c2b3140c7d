import { AppError } from '../../../../shared/errors/app-error.ts';
import { adultConfirmationRequired } from '../person/adult-confirmation-required.ts';

/** What supabase-js hands back for a failed call. */
export interface DatabaseFailure {
  /** SQLSTATE or PGRSTnnn; empty when no answer came. */
  code?: string;
  message: string;
}

// Connection, resource and operator-intervention classes, and the API's own failures to get a connection.
const unavailableCode = /^(08...|53...|57P0[1-5]|PGRST00[0-3])$/;
// The database stopped the statement, or the answer was not waited for any longer: see fetch-with-timeout.ts.
const queryCanceled = '57014';
const timedOut = /^TimeoutError\b/;

/**
 * Translates a failed database call. The message of the database stays out: it may quote a row.
 * @param status HTTP status; 0 when there was no answer.
 */
export function mapDatabaseError({ code = '', message }: DatabaseFailure, status: number): AppError {
  const details = { sqlstate: code, httpStatus: status };
  if (message === 'ADULT_CONFIRMATION_REQUIRED') return adultConfirmationRequired();
  if (message === 'PERSON_GONE') {
    return new AppError('UNAUTHENTICATED', 'Cannot identify the person: the account is gone. Sign in again');
  }
  if (message === 'MODEL_MISSING') {
    return new AppError('MODEL_MISSING', 'Cannot rank items: the model version is gone. Try again', {
      details,
    });
  }
  if (message === 'NOT_FOUND') {
    return new AppError('NOT_FOUND', 'Cannot find the item: it is not there, or not shown any more', {
      details,
    });
  }
  const seconds = /^RATE_LIMITED: (\d+)$/.exec(message)?.[1];
  if (seconds) {
    return new AppError('RATE_LIMITED', `Cannot answer so many requests: send it again in ${seconds} s`, {
      details: { ...details, retryAfterSeconds: Number(seconds) },
    });
  }
  const field = /^UNKNOWN_ID: (\w+)$/.exec(message)?.[1];
  if (field) {
    return new AppError('INVALID_REQUEST', `Cannot accept ${field}: it holds an id that nothing has`, {
      details: { ...details, field },
    });
  }
  if (message === 'CURSOR_EXPIRED') {
    return new AppError(
      'INVALID_REQUEST',
      'Cannot accept cursor: the model it was made with is gone. Begin with the first page again',
      { details: { ...details, field: 'cursor' } },
    );
  }
  if (code === queryCanceled || timedOut.test(message)) {
    return new AppError('DATABASE_SLOW', 'The database takes too long. Try again in a moment', { details });
  }
  if (unavailableCode.test(code) || status === 0 || (code === '' && status >= 502)) {
    return new AppError('DATABASE_UNAVAILABLE', 'Cannot reach the database. Try again in a moment', {
      details,
    });
  }
  return new AppError('INTERNAL', 'The database refused a call', { details });
}
