import path from 'node:path';
import { dmmSyncJob } from '../../../../batch/jobs/dmm-sync/dmm-sync-job.ts';
import type { JobDefinition } from '../../../../batch/jobs/runner/job-definition.ts';
import { type FinishedRun, type RunJobOptions, runJob } from '../../../../batch/jobs/runner/run-job.ts';
import { newTempFolder } from '../../../fixtures/new-temp-folder.ts';
import type { FixtureCatalogue } from '../../../support/dmm-fixture-server/fixture-item.ts';
import {
  type DmmFixtureServer,
  startDmmFixtureServer,
} from '../../../support/dmm-fixture-server/start-dmm-fixture-server.ts';
import { startTestDatabase, type TestDatabase } from '../../ingest/start-test-database.ts';
import { catalogueSnapshot } from './catalogue-snapshot.ts';

export interface DmmWorld {
  database: TestDatabase;
  server: DmmFixtureServer;
  dataRoot: string;
  /** Another catalogue, an empty database and an empty data root. */
  reset(catalogue: FixtureCatalogue): Promise<void>;
  sync(parameters?: Record<string, unknown>, options?: Partial<RunJobOptions>): Promise<FinishedRun>;
  run(job: JobDefinition, parameters?: Record<string, unknown>): Promise<FinishedRun>;
  snapshot(): Promise<Record<string, unknown[]>>;
  query<R extends object>(sql: string): Promise<R[]>;
  stop(): Promise<void>;
}

/** Parameters that make a sync wait for nothing. */
export const quick = { requestsPerSecond: 100_000, retryDelaySeconds: 0.001, timeoutSeconds: 2 };

const tables = [
  'items, app.makers, app.labels, app.series, app.performers, app.tags, app.item_sources',
  'source_terms, app.rankings, app.sync_watermarks, app.quarantine, app.policy_blocks, app.content_policies',
  'job_runs, app.dataset_versions',
];

/** The fixture server, a database and a data root. The environment names the server until it is stopped. */
export async function openDmmWorld(catalogue: FixtureCatalogue): Promise<DmmWorld> {
  const database = await startTestDatabase();
  const server = await startDmmFixtureServer({ catalogue });
  Object.assign(process.env, server.environment);
  const world: DmmWorld = {
    database,
    server,
    dataRoot: newTempFolder(),
    async reset(next) {
      server.catalogue = next;
      server.seen.length = 0;
      server.fault = () => undefined;
      server.before = () => undefined;
      server.after = () => undefined;
      world.dataRoot = path.join(newTempFolder(), 'data');
      await database.client.query(`truncate app.${tables.join(', app.')} restart identity cascade`);
    },
    sync: (parameters, options) =>
      runJob(dmmSyncJob, {
        parameters: { ...quick, ...parameters },
        root: database.root,
        dataRoot: world.dataRoot,
        ...options,
      }),
    run: (job, parameters) =>
      runJob(job, {
        parameters: { ...quick, ...parameters },
        root: database.root,
        dataRoot: world.dataRoot,
      }),
    snapshot: () => catalogueSnapshot(database.client),
    query: async <R extends object>(sql: string) => (await database.client.query<R>(sql)).rows,
    async stop() {
      for (const name of Object.keys(server.environment)) delete process.env[name];
      await server.stop();
      await database.stop();
    },
  };
  return world;
}
