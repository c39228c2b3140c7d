import { AppError } from '../../../../shared/errors/app-error.ts';
import type { Refusal } from './request-failure.ts';

export function sourceRefused(endpoint: string, refusal: Refusal): AppError {
  const { parameters, httpStatus } = refusal;
  const named = parameters.length > 0 ? `, naming ${parameters.join(', ')}` : '';
  return new AppError(
    'SOURCE_REFUSED',
    `Cannot read ${endpoint} of the DMM API: it refused the request with status ${httpStatus}${named}`,
    {
      hint:
        'Check DMM_API_ID, DMM_AFFILIATE_ID and the parameters named. The API answers in the same way when a quota ' +
        'has run out: if all are right, run it again later; it goes on where it stopped.',
      details: { endpoint, httpStatus, parameters },
    },
  );
}

export function quotaExhausted(endpoint: string): AppError {
  return new AppError(
    'SOURCE_QUOTA_EXHAUSTED',
    `Cannot read more of ${endpoint} of the DMM API: it refuses requests of a kind that it answered before, ` +
      'which is how it says that the quota has run out',
    {
      hint: 'Run the same command again later: what was fetched is kept, and it goes on where it stopped.',
      details: { endpoint },
    },
  );
}

export function sourceUnavailable(endpoint: string, reason: string): AppError {
  return new AppError('SOURCE_UNAVAILABLE', `Cannot read ${endpoint} of the DMM API: ${reason}`, {
    hint: 'Run the same command again later: what was fetched is kept, and it goes on where it stopped.',
    details: { endpoint },
  });
}
