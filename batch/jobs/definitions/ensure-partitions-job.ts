import type { Client } from 'pg';
import { z } from 'zod';
import type { JobDefinition } from '../runner/job-definition.ts';

const parametersSchema = z.strictObject({
  monthsAhead: z.int().min(0).max(24).default(3).describe('months after the present one to prepare'),
});

/** SQL only: pg_cron does the same on hosted projects. */
export const ensurePartitionsJob: JobDefinition<typeof parametersSchema> = {
  name: 'ensure-partitions',
  group: 'maintenance',
  title: 'Create the monthly partitions of events, impressions and interactions ahead of time',
  parameters: parametersSchema,
  shardable: false,
  async run({ parameters, client, dryRun, step }) {
    const before = await partitions(client);
    if (dryRun) return { dryRun: true, partitions: before.length };
    return step('create', async () => {
      await client.query('select app.ensure_monthly_partitions($1)', [parameters.monthsAhead]);
      const after = await partitions(client);
      return { partitions: after.length, created: after.filter((name) => !before.includes(name)) };
    });
  },
};

/** Monthly ones; what fits none of them is in the default partition. */
async function partitions(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name
     from pg_catalog.pg_inherits as h
     inner join pg_catalog.pg_class as c on c.oid = h.inhrelid
     where h.inhparent in ('app.events'::regclass, 'app.impressions'::regclass, 'app.interactions'::regclass) and c.relname not like '%default'
     order by c.relname`,
  );
  return rows.map(({ name }) => name);
}
