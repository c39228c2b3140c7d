import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sourceNameSchema } from '../../../shared/contracts/catalogue-record.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { readContentPolicy } from '../../io/read-content-policy.ts';
import type { JobContext, JobDefinition } from '../runner/job-definition.ts';
import { checkRejects } from './check-rejects.ts';
import { prepareMigration } from './prepare-migration.ts';
import { storeMigration } from './store-migration.ts';
import { writeMigrationReport } from './write-migration-report.ts';

const parametersSchema = z.strictObject({
  folder: z
    .string()
    .min(1)
    .describe('folder with the export: one file a table, CSV, JSON or JSON Lines, also .gz'),
  source: sourceNameSchema
    .optional()
    .describe('what all items are filed under (default: the source in their row, else earlier-app)'),
  maxRejectShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe('share of a table that may be quarantined; above it nothing is stored'),
});

/** Carries an export of the earlier app over; a dry run is the audit. */
export const migrateEarlierAppJob: JobDefinition<typeof parametersSchema> = {
  name: 'migrate-earlier-app',
  group: 'data-processing',
  title: 'Carry over items, tags, performers and decisions from an export of the earlier app',
  parameters: parametersSchema,
  shardable: false,
  run,
};

async function run(context: JobContext<z.output<typeof parametersSchema>>): Promise<Record<string, unknown>> {
  const { client, dryRun, parameters, runId, signal } = context;
  const { folder, source = null, maxRejectShare } = parameters;
  const { temp } = dataRootPaths(context.dataRoot);
  await mkdir(temp, { recursive: true });
  // An audit leaves no dataset behind.
  const audited = dryRun ? await mkdtemp(join(temp, 'audit-')) : null;
  const duck = await openDuckDb({ tempFolder: temp });
  try {
    const env = { client, duck, dataRoot: audited ?? context.dataRoot, signal };
    const inForce = await readContentPolicy(client);
    const prepared = await prepareMigration(env, { folder, source, policy: inForce?.policy ?? null });
    if (!dryRun) checkRejects(prepared.tables, maxRejectShare);
    const stored = dryRun
      ? null
      : await storeMigration(context, env, { prepared, policyVersion: inForce?.version ?? null });
    const report = await writeMigrationReport(context, prepared, stored);
    context.log.info({ runId, tables: report.tables.length }, 'migration report written');
    return { ...report };
  } finally {
    await duck.close();
    if (audited !== null) await rm(audited, { recursive: true, force: true });
  }
}
