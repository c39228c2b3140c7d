import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import { openapiDocument } from '../../../shared/api/openapi-document.ts';
import type { reportStatusResponseSchema } from '../../../shared/contracts/report-status.ts';
import { clientAddress } from '../_lib/http/client-address.ts';
import { createHttpHandler, type HttpHandler } from '../_lib/http/create-http-handler.ts';
import type { WriteLogLine } from '../_lib/log/write-log-line.ts';
import { getServiceHealth, type ServiceHealth } from '../_lib/rpc/get-service-health.ts';

type StatusBody = z.infer<typeof reportStatusResponseSchema>;

export interface ReportStatusDependencies {
  client: SupabaseClient;
  log: WriteLogLine;
  /** The header that says where a request came from. */
  addressHeader: string;
}

/** GET: what there is to serve from; at .../openapi.json the OpenAPI document of all endpoints. Needs no person. */
export function createReportStatusHandler(dependencies: ReportStatusDependencies): HttpHandler {
  const { client, log, addressHeader } = dependencies;
  return createHttpHandler({
    functionName: 'report-status',
    method: 'GET',
    log,
    async handle(request, requestId) {
      if (new URL(request.url).pathname.endsWith('/openapi.json')) return { body: openapiDocument() };
      const health = await getServiceHealth(client, { address: clientAddress(request, addressHeader) });
      const body: StatusBody = { request_id: requestId, status: statusOf(health), ...health };
      return { body };
    },
  });
}

function statusOf({ item_count, model_version, vector_count }: ServiceHealth): StatusBody['status'] {
  if (item_count === 0) return 'empty';
  return model_version !== null && vector_count > 0 ? 'ok' : 'degraded';
}
