import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import { openapiDocument } from '../../../shared/api/openapi-document.ts';
import type { reportStatusResponseSchema } from '../../../shared/contracts/report-status.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { clientAddress } from '../_lib/http/client-address.ts';
import { createHttpHandler, type HttpHandler } from '../_lib/http/create-http-handler.ts';
import { hasBearerToken } from '../_lib/http/has-bearer-token.ts';
import { PlainText } from '../_lib/http/plain-text.ts';
import type { WriteLogLine } from '../_lib/log/write-log-line.ts';
import type { CountRequest } from '../_lib/metrics/finished-request.ts';
import { getServiceHealth, type ServiceHealth } from '../_lib/rpc/get-service-health.ts';
import { readMetrics } from '../_lib/rpc/read-metrics.ts';
import { gaugeFamilies } from './gauge-families.ts';
import { requestFamilies } from './request-families.ts';
import { writeMetrics } from './write-metrics.ts';

type StatusBody = z.infer<typeof reportStatusResponseSchema>;

export interface ReportStatusDependencies {
  client: SupabaseClient;
  log: WriteLogLine;
  count: CountRequest;
  /** The header that says where a request came from. */
  addressHeader: string;
  /** What a reader of metrics has to show; null where nobody may read them. */
  metricsToken: string | null;
}

/**
 * GET: what there is to serve from; at .../openapi.json the OpenAPI document of all endpoints; at .../metrics what is measured,
 * for Prometheus. Needs no person, the metrics their token.
 */
export function createReportStatusHandler(dependencies: ReportStatusDependencies): HttpHandler {
  const { client, log, count, addressHeader, metricsToken } = dependencies;
  return createHttpHandler({
    functionName: 'report-status',
    method: 'GET',
    log,
    count,
    async handle(request, { requestId }) {
      const { pathname } = new URL(request.url);
      if (pathname.endsWith('/openapi.json')) return { body: openapiDocument() };
      if (pathname.endsWith('/metrics')) {
        await requireMetricsToken(request, metricsToken);
        return { body: await tellMetrics(client) };
      }
      const health = await getServiceHealth(client, { address: clientAddress(request, addressHeader) });
      const body: StatusBody = { request_id: requestId, status: statusOf(health), ...health };
      return { body };
    },
  });
}

async function requireMetricsToken(request: Request, token: string | null): Promise<void> {
  if (token === null) throw new AppError('NOT_FOUND', 'Cannot find metrics: METRICS_TOKEN is not set');
  if (await hasBearerToken(request, token)) return;
  throw new AppError('UNAUTHENTICATED', 'Cannot tell metrics: the bearer token is not METRICS_TOKEN');
}

async function tellMetrics(client: SupabaseClient): Promise<PlainText> {
  const metrics = await readMetrics(client);
  const text = writeMetrics([...requestFamilies(metrics), ...gaugeFamilies(metrics)]);
  return new PlainText(text, 'text/plain; version=0.0.4; charset=utf-8');
}

function statusOf({ item_count, model_version, vector_count }: ServiceHealth): StatusBody['status'] {
  if (item_count === 0) return 'empty';
  return model_version !== null && vector_count > 0 ? 'ok' : 'degraded';
}
