import { z } from 'zod';
import type { JobDefinition } from '../runner/job-definition.ts';

const parametersSchema = z.strictObject({});

/** SQL only: pg_cron does the same on hosted projects. */
export const refreshGaugesJob: JobDefinition<typeof parametersSchema> = {
  name: 'refresh-gauges',
  group: 'analysis',
  title: 'Measure catalogue, vectors and what is shown, for monitoring',
  parameters: parametersSchema,
  shardable: false,
  async run({ client, dryRun, step }) {
    if (dryRun) {
      const { rows } = await client.query<{ measured: string | null }>(
        'select max(measured_at)::text as measured from app.service_gauges',
      );
      return { dryRun: true, lastMeasuredAt: rows[0]!.measured };
    }
    return step('measure', async () => {
      const { rows } = await client.query<{ gauges: number }>(
        'select app.refresh_service_gauges()::float8 as gauges',
      );
      return { gauges: rows[0]!.gauges };
    });
  },
};
