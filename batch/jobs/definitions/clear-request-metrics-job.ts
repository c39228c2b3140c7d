import { z } from 'zod';
import type { JobDefinition } from '../runner/job-definition.ts';

const parametersSchema = z.strictObject({
  keepDays: z.int().min(1).max(365).default(14).describe('minutes younger than this are kept'),
});

/** SQL only: pg_cron does the same on hosted projects. */
export const clearRequestMetricsJob: JobDefinition<typeof parametersSchema> = {
  name: 'clear-request-metrics',
  group: 'maintenance',
  title: 'Delete counts of requests by minute that are old; the totals stay',
  parameters: parametersSchema,
  shardable: false,
  async run({ parameters, client, dryRun, step }) {
    const values = [parameters.keepDays];
    if (dryRun) {
      const { rows } = await client.query<{ old: number }>(
        `select count(*)::float8 as old from app.request_metrics where minute < now() - make_interval(days => $1)`,
        values,
      );
      return { dryRun: true, cleared: rows[0]!.old };
    }
    return step('clear', async () => {
      const { rows } = await client.query<{ cleared: number }>(
        'select app.clear_request_metrics(make_interval(days => $1))::float8 as cleared',
        values,
      );
      return { cleared: rows[0]!.cleared };
    });
  },
};
