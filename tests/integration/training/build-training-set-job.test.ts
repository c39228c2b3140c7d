import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildTrainingSetJob } from '../../../batch/jobs/build-training-set/build-training-set-job.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { startTestDatabase, type TestDatabase } from '../ingest/start-test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
  // 20 people decide on 5 items each, and one person of the service, who was not asked, on one.
  await database.client.query(`
    insert into app.items (source, external_id, title) select 's', n::text, '' from generate_series(1, 5) as n;
    insert into app.imported_decisions
    select 's', p::text, i, 'like', to_timestamp(p * 10 + i)
    from generate_series(1, 20) as p cross join generate_series(1, 5) as i;
    insert into auth.users (id) values ('00000000-0000-4000-8000-000000000001');
    insert into app.profiles (person_id) select id from auth.users;
    insert into app.decisions select id, 1, 'like', now() from auth.users`);
}, 120_000);
afterAll(() => database?.stop());

function context(root: string, changes: { dryRun?: boolean } = {}) {
  const steps: string[] = [];
  const job = {
    parameters: buildTrainingSetJob.parameters.parse({}),
    runId: '00000000-0000-4000-8000-0000000000ff',
    root,
    dataRoot: join(root, 'data'),
    connection: { origin: 'flags' as const, dbUrl: '', api: null },
    client: database.client,
    dryRun: false,
    shard: null,
    signal: new AbortController().signal,
    log: pino({ enabled: false }),
    step: async <T>(name: string, run: (step: never) => Promise<T>): Promise<T> => {
      steps.push(name);
      return run({
        checkpoint: null,
        saveCheckpoint: async () => undefined,
        progress: () => undefined,
      } as never);
    },
    ...changes,
  };
  return { job, steps };
}

it('makes the dataset in one step and says what it holds', async () => {
  const { job, steps } = context(newTempFolder());
  const outcome = await buildTrainingSetJob.run(job);
  expect(steps).toEqual(['build']);
  // 100 decisions at 0.8 and 0.1.
  expect(outcome).toMatchObject({
    dataset: expect.stringMatching(/^validated\/training@[0-9a-f]{16}$/),
    reused: false,
    rows: { items: 5, people: 20, train: 80, validation: 10, test: 10 },
  });
  expect(await buildTrainingSetJob.run(job)).toEqual({ ...outcome, reused: true });
});

it('counts in a dry run and makes nothing', async () => {
  const root = newTempFolder();
  const { job, steps } = context(root, { dryRun: true });
  expect(await buildTrainingSetJob.run(job)).toEqual({
    dryRun: true,
    items: 5,
    imported: 100,
    consented: 0,
    without_consent: 1,
  });
  expect(steps).toEqual([]);
  expect(existsSync(join(root, 'data'))).toBe(false);
  expect(existsSync(join(root, 'pseudonym.key'))).toBe(false);
});
