import { z } from 'zod';
import type { JobDefinition } from '../runner/job-definition.ts';

const parametersSchema = z.strictObject({
  halfLifeDays: z
    .number()
    .positive()
    .max(36_500)
    .optional()
    .describe('days after which a like counts half; default: what the active model was tuned with, else 30'),
});

/** SQL only: pg_cron does the same on hosted projects. */
export const refreshPopularityJob: JobDefinition<typeof parametersSchema> = {
  name: 'refresh-popularity',
  group: 'analysis',
  title: 'Count the likes of each item anew, older ones less',
  parameters: parametersSchema,
  shardable: false,
  async run({ parameters, client, dryRun, step }) {
    if (dryRun) {
      const { rows } = await client.query<{ items: number }>(
        'select count(*)::float8 as items from app.items',
      );
      return { dryRun: true, items: rows[0]!.items };
    }
    return step('refresh', async () => {
      const { rows } = await client.query<{ items: number }>(
        'select app.refresh_item_popularity($1)::float8 as items',
        [parameters.halfLifeDays ?? null],
      );
      return { items: rows[0]!.items };
    });
  },
};
