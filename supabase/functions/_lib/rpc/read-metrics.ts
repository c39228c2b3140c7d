import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { callDatabaseFunction } from '../database/call-database-function.ts';

const metricsSchema = z.object({
  latency_bounds_ms: z.array(z.number()),
  requests: z.array(
    z.object({
      function_name: z.string(),
      model_version: z.string(),
      status: z.int(),
      code: z.string(),
      /** Codes joined by commas; empty for none. */
      degraded: z.string(),
      requests: z.int(),
      duration_ms_sum: z.number(),
      /** Not cumulative, one more than there are bounds. */
      buckets: z.array(z.int()),
    }),
  ),
  gauges: z.array(
    z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number() }),
  ),
});

export type ServiceMetrics = z.infer<typeof metricsSchema>;

/** Everything that is measured of the service. @throws AppError as callDatabaseFunction. */
export function readMetrics(client: SupabaseClient): Promise<ServiceMetrics> {
  return callDatabaseFunction(client, { name: 'read_metrics', parameters: {}, answer: metricsSchema });
}
