import type { ErrorBody } from '../../../../shared/contracts/error-body.ts';
import type { AppError } from '../../../../shared/errors/app-error.ts';

/** The one JSON shape of an error. INTERNAL says nothing of what happened: that is in the log. */
export function errorResponse(error: AppError, requestId: string, headers: Record<string, string>): Response {
  const internal = error.code === 'INTERNAL';
  const field = error.details?.field;
  const body: ErrorBody = {
    error: {
      code: error.code,
      message: internal ? 'Something failed on our side. Report the request_id if it lasts' : error.message,
      ...(typeof field === 'string' && { field }),
      request_id: requestId,
    },
  };
  const seconds = retryAfterSeconds(error);
  const retry: Record<string, string> = seconds === null ? {} : { 'retry-after': String(seconds) };
  return Response.json(body, { status: error.status, headers: { ...headers, ...retry } });
}

function retryAfterSeconds({ details, status }: AppError): number | null {
  const known = details?.retryAfterSeconds;
  if (typeof known === 'number') return known;
  return status === 503 ? 5 : null;
}
