import { AppError } from '../../../../shared/errors/app-error.ts';
import { describeFailure } from '../log/describe-failure.ts';
import type { WriteLogLine } from '../log/write-log-line.ts';
import type { CountRequest } from '../metrics/finished-request.ts';
import { timeLimits } from '../time/time-limits.ts';
import { within } from '../time/within.ts';
import { errorResponse } from './error-response.ts';
import { PlainText } from './plain-text.ts';
import { responseHeaders } from './response-headers.ts';

export interface HttpHandlerOptions {
  /** Name in the log. */
  functionName: string;
  method: 'GET' | 'POST';
  log: WriteLogLine;
  /** Told of every request that was answered, however. */
  count: CountRequest;
  handle: (request: Request, context: RequestContext) => Promise<Answer>;
}

export interface RequestContext {
  requestId: string;
  /** What is counted beyond the usual; set as soon as it is known, for a request that fails after that is counted with it. */
  served: { modelVersion: string | null; degraded: readonly string[] };
}

export interface Answer {
  /** Body of the 200 answer: sent as JSON, but for plain text. */
  body: object | PlainText;
  /** What the log line shall say beyond the usual. */
  logFields?: Record<string, unknown>;
}

export type HttpHandler = (request: Request) => Promise<Response>;

/** Wraps an endpoint: CORS preflight, method check, a limit of time, request id, the error shape and one log line a request. */
export function createHttpHandler(options: HttpHandlerOptions): HttpHandler {
  const { functionName, method, log, count, handle } = options;
  return async (request) => {
    const startedAt = performance.now();
    const requestId = crypto.randomUUID();
    const headers = responseHeaders(requestId, [method]);
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers });

    const line = { request_id: requestId, function: functionName };
    const served: RequestContext['served'] = { modelVersion: null, degraded: [] };
    const durationMs = () => Math.round((performance.now() - startedAt) * 10) / 10;
    try {
      assertMethod(request, method);
      const { body, logFields } = await within(handle(request, { requestId, served }), {
        ...{ ms: timeLimits.requestMs, late: timeoutError },
      });
      log({ level: 'info', ...line, status: 200, code: 'OK', duration_ms: durationMs(), ...logFields });
      count({ functionName, status: 200, code: '', durationMs: durationMs(), ...served });
      if (!(body instanceof PlainText)) return Response.json(body, { headers });
      return new Response(body.text, { headers: { ...headers, 'content-type': body.contentType } });
    } catch (cause) {
      const error =
        cause instanceof AppError ? cause : new AppError('INTERNAL', 'Unexpected failure', { cause });
      log({
        level: error.status >= 500 ? 'error' : 'info',
        ...line,
        status: error.status,
        code: error.code,
        duration_ms: durationMs(),
        ...(error.status >= 500 && { failure: describeFailure(error) }),
      });
      const { status, code } = error;
      count({ functionName, status, code, durationMs: durationMs(), ...served });
      return errorResponse(error, requestId, { ...headers, ...(error.status === 405 && { allow: method }) });
    }
  };
}

function timeoutError(): AppError {
  return new AppError('TIMED_OUT', 'Cannot answer in time. Try again: what was sent may be sent again');
}

function assertMethod(request: Request, method: string): void {
  if (request.method === method) return;
  throw new AppError('METHOD_NOT_ALLOWED', `Cannot answer ${request.method.slice(0, 10)}: use ${method}`);
}
