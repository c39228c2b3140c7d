import { z } from 'zod';
import type { JobDefinition } from '../runner/job-definition.ts';

const parametersSchema = z.strictObject({});

/** SQL only: pg_cron does the same on hosted projects. */
export const clearRequestRatesJob: JobDefinition<typeof parametersSchema> = {
  name: 'clear-request-rates',
  group: 'maintenance',
  title: 'Forget who made requests, where that no longer limits anybody',
  parameters: parametersSchema,
  shardable: false,
  async run({ client, dryRun, step }) {
    if (dryRun) {
      const { rows } = await client.query<{ past: number }>(
        'select count(*)::float8 as past from app.request_rates where theoretical_arrival <= now()',
      );
      return { dryRun: true, cleared: rows[0]!.past };
    }
    return step('clear', async () => {
      const { rows } = await client.query<{ cleared: number }>(
        'select app.clear_request_rates()::float8 as cleared',
      );
      return { cleared: rows[0]!.cleared };
    });
  },
};
