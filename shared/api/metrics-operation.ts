import type { ErrorCode } from '../errors/error-catalogue.ts';

/** What report-status/metrics may answer beside 200. Apps do not call it, so it is no endpoint of the client. */
export const metricsErrors = [
  'UNAUTHENTICATED',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'INTERNAL',
  'DATABASE_UNAVAILABLE',
  'DATABASE_SLOW',
  'TIMED_OUT',
] as const satisfies readonly ErrorCode[];

/** The operation of the OpenAPI document; `errors`: its responses by status. */
export function metricsOperation(errors: Record<string, object>): object {
  return {
    operationId: 'readMetrics',
    summary:
      'What is measured of the service, for Prometheus; not there unless the operator sets METRICS_TOKEN',
    security: [{ metrics: [] }],
    responses: {
      200: { description: 'OK', content: { 'text/plain': { schema: { type: 'string' } } } },
      ...errors,
    },
  };
}
