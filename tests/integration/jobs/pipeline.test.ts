import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createPipelineJob } from '../../../batch/jobs/pipelines/create-pipeline-job.ts';
import type { Pipeline } from '../../../batch/jobs/pipelines/pipeline.ts';
import type { JobDefinition } from '../../../batch/jobs/runner/job-definition.ts';
import { type RunJobOptions, runJob } from '../../../batch/jobs/runner/run-job.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { startTestDatabase, type TestDatabase } from '../ingest/start-test-database.ts';
import { createToyJob, readTrace } from './support/toy-job.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
}, 180_000);
afterAll(() => database?.stop());

const parameters = z.strictObject({
  folder: z.string().describe('of the trace'),
  last: z.boolean().default(false).describe('also the last job'),
});
const pipeline: Pipeline<typeof parameters> = {
  name: 'toy-pipeline',
  title: 'Toy jobs in order',
  parameters,
  steps: [
    { job: 'one', parameters: ({ folder }) => ({ folder, size: 7 }) },
    // What it is given comes from the report of the first.
    {
      job: 'two',
      needs: 'one',
      parameters: ({ folder }, reports) => ({
        folder,
        size: (reports.one!.first as { size: number }).size + 1,
      }),
    },
    { job: 'three', when: ({ last }) => last, parameters: ({ folder }) => ({ folder }) },
  ],
};

/** Runs the pipeline with jobs `one`, `two` and `three`, of which one fails in its second step as long as told. */
function start(folder: string, failing: string | null, options: Partial<RunJobOptions> = {}) {
  const loadJob = async (name: string): Promise<JobDefinition> => {
    const inSecond = () => (name === failing ? Promise.reject(new Error('no luck')) : Promise.resolve());
    return { ...createToyJob({ inSecond }), name } as JobDefinition;
  };
  return runJob(createPipelineJob(pipeline, loadJob), {
    parameters: { folder },
    root: database.root,
    ...options,
  });
}

async function runs() {
  const { rows } = await database.client.query<{ id: string; job: string; status: string; attempt: number }>(
    'select id, job, status, attempt from app.job_runs order by started_at, job',
  );
  return rows;
}

it('records each job as a run of its own and goes on where it was cut short', async () => {
  const folder = newTempFolder();
  await expect(start(folder, 'two')).rejects.toThrow('no luck');
  const failed = await runs();
  expect(failed).toMatchObject([
    { job: 'toy-pipeline', status: 'failed' },
    { job: 'one', status: 'succeeded' },
    { job: 'two', status: 'failed' },
  ]);
  const [whole, one, two] = failed.map(({ id }) => id);

  const done = await start(folder, null);
  expect(done).toMatchObject({
    runId: whole,
    resumed: true,
    report: { runs: { one, two }, reports: { two: { first: { size: 8 } } } },
  });
  expect(await runs()).toMatchObject([
    { id: whole, status: 'succeeded', attempt: 2 },
    { id: one, attempt: 1 },
    { id: two, status: 'succeeded', attempt: 2 },
  ]);
  // Job one ran once; of job two the first step ran once and the second went on from its checkpoint.
  const words = ['first', 'second from null', 'second done', 'third'];
  expect(await readTrace(folder)).toEqual([
    ...words,
    'first',
    'second from null',
    'second from {"at":5}',
    'second done',
    'third',
  ]);
});

it('takes the report of a job that had succeeded just before the pipeline was cut short', async () => {
  const folder = newTempFolder();
  await start(folder, null);
  // As a kill between the end of job two and the record of its step leaves it.
  await database.client.query(
    "update app.job_steps set status = 'running', outcome = null where name = 'two' and run_id = (select id from app.job_runs where job = 'toy-pipeline' order by started_at desc limit 1)",
  );
  await database.client.query(
    "update app.job_runs set status = 'interrupted' where id = (select id from app.job_runs where job = 'toy-pipeline' order by started_at desc limit 1)",
  );
  const before = (await runs()).length;
  expect(await start(folder, null)).toMatchObject({
    resumed: true,
    report: { reports: { two: { first: { size: 8 } } } },
  });
  expect(await runs()).toHaveLength(before);
  expect(await readTrace(folder)).toHaveLength(8);
});

it("starts its jobs afresh: an old unfinished run of one of them is not this day's work", async () => {
  const folder = newTempFolder();
  await expect(start(folder, 'one')).rejects.toThrow('no luck');
  const [old] = (await runs()).filter(({ job, status }) => job === 'one' && status === 'failed');
  const done = await start(folder, null, { fresh: true });
  expect((done.report.runs as Record<string, string>).one).not.toBe(old!.id);
});

it('leaves a job out that was not asked for, and runs it when it was', async () => {
  const folder = newTempFolder();
  const done = await start(folder, null, { parameters: { folder, last: true } });
  expect(Object.keys(done.report.runs as object)).toEqual(['one', 'two', 'three']);
});

it('previews what can be previewed in a dry run', async () => {
  const folder = newTempFolder();
  const before = await runs();
  const { report } = await start(folder, null, { dryRun: true });
  expect(report).toEqual({
    runs: { one: null, two: null },
    reports: { one: { first: { size: 7, shard: 0 } }, two: { dryRun: true, needs: 'one' } },
  });
  expect(await runs()).toEqual(before);
  expect(await readTrace(folder)).toEqual([]);
});
