import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Interrupted } from '../../../batch/cli/interrupted.ts';
import { type RunJobOptions, runJob } from '../../../batch/jobs/runner/run-job.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { startTestDatabase, type TestDatabase } from '../ingest/start-test-database.ts';
import { startToyProcess } from './support/start-toy-process.ts';
import { createToyJob, readTrace, type ToyFaults } from './support/toy-job.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
}, 180_000);
afterAll(() => database?.stop());
afterEach(() => database.client.query('truncate app.job_runs cascade'));

const run = (folder: string, faults: ToyFaults = {}, options: Partial<RunJobOptions> = {}) =>
  runJob(createToyJob(faults), { parameters: { folder }, root: database.root, ...options });

async function rows() {
  const { rows } = await database.client.query(
    `select id, status, attempt, shard_index as shard, error_code as code, error_message as message, report
     from app.job_runs order by started_at, shard_index`,
  );
  return rows;
}

async function stepRows() {
  const { rows } = await database.client.query(
    'select name, position, status, attempt, done::int, total::int, checkpoint, outcome from app.job_steps order by position',
  );
  return rows;
}

const fail = () => Promise.reject(new Error('no luck with postgresql://app:sesame-open@db/postgres'));
const words = ['first', 'second from null', 'second done', 'third'];
const resumedWords = ['first', 'second from null', 'second from {"at":5}', 'second done', 'third'];

describe('runJob()', () => {
  it('records run, steps, progress and report, and starts anew after a success', async () => {
    const folder = newTempFolder();
    const events: string[] = [];
    const done = await run(folder, {}, { onStep: ({ name, status }) => events.push(`${name} ${status}`) });
    expect(done).toMatchObject({ resumed: false, report: { first: { size: 3, shard: 0 } } });
    expect(await readTrace(folder)).toEqual(words);
    expect(events).toEqual(
      ['first', 'second', 'third'].flatMap((name) => [`${name} started`, `${name} succeeded`]),
    );
    expect(await rows()).toMatchObject([
      { id: done.runId, status: 'succeeded', attempt: 1, report: done.report },
    ]);
    expect(await stepRows()).toMatchObject([
      { name: 'first', position: 1, status: 'succeeded', outcome: { size: 3, shard: 0 } },
      { name: 'second', position: 2, status: 'succeeded', done: 5, total: 10, outcome: null },
      { name: 'third', position: 3, status: 'succeeded' },
    ]);
    const again = await run(folder);
    expect(again.resumed).toBe(false);
    expect(again.runId).not.toBe(done.runId);
  });

  it('goes on with a failed run: finished steps skipped, the checkpoint given, the secret kept out', async () => {
    const folder = newTempFolder();
    await expect(run(folder, { inSecond: fail })).rejects.toThrow('no luck');
    const [failed] = await rows();
    expect(failed).toMatchObject({
      status: 'failed',
      code: 'INTERNAL',
      message: 'no luck with postgresql://app:***@db/postgres',
    });
    expect(await stepRows()).toMatchObject([
      { status: 'succeeded' },
      { status: 'failed', checkpoint: { at: 5 } },
    ]);
    const log = await readFile(join(database.root, 'data/logs', `${failed.id}.log`), 'utf8');
    expect(log).not.toContain('sesame');

    expect(await run(folder)).toMatchObject({
      runId: failed.id,
      resumed: true,
      report: { first: { size: 3 } },
    });
    expect(await readTrace(folder)).toEqual(resumedWords);
    expect(await rows()).toMatchObject([{ status: 'succeeded', attempt: 2, code: null }]);
    // Both attempts in one log, every line with run and job.
    const lines = (await readFile(join(database.root, 'data/logs', `${failed.id}.log`), 'utf8'))
      .trim()
      .split('\n');
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries.filter(({ msg }) => msg === 'run started').map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(entries.every((entry) => entry.run === failed.id && entry.job === 'toy-job')).toBe(true);
  });

  it('starts a new run for other parameters, with fresh, and when the unfinished one is too old', async () => {
    const folder = newTempFolder();
    await expect(run(folder, { inSecond: fail })).rejects.toThrow();
    expect((await run(folder, {}, { parameters: { folder, size: 4 } })).resumed).toBe(false);
    await database.client.query("update app.job_runs set lease_until = lease_until - interval '3 hours'");
    const job = { ...createToyJob(), resumeWithinHours: 2 };
    // The lease was good for a minute after the last sign of life: 2 h 59 min ago.
    expect((await runJob(job, { parameters: { folder }, root: database.root })).resumed).toBe(false);
    await expect(run(folder, { inSecond: fail })).rejects.toThrow();
    expect((await run(folder, {}, { fresh: true })).resumed).toBe(false);
    expect((await rows()).map(({ status }) => status)).toEqual([
      'failed',
      'succeeded',
      'succeeded',
      'failed',
      'succeeded',
    ]);
  });

  it('refuses a second process, and takes over from one that was killed without waiting for its lease', async () => {
    const folder = newTempFolder();
    const first = startToyProcess(database.root, folder, 'hold');
    await first.holding;
    const second = await startToyProcess(database.root, folder, 'go').ended;
    expect(second.status).toBe(3);
    const [{ id }] = await rows();
    expect(second.output).toMatch(
      new RegExp(
        `error JOB_RUNNING: Cannot run toy-job: it runs since .*Z as process ${first.child.pid} on `,
      ),
    );
    expect(second.output).toContain(`"matching status ${id.slice(0, 8)}"`);

    first.child.kill('SIGKILL');
    await first.ended;
    expect(await rows()).toMatchObject([{ status: 'running' }]);
    expect(await run(folder)).toMatchObject({ runId: id, resumed: true });
    expect(await readTrace(folder)).toEqual(resumedWords);
  });

  it('records SIGINT and SIGTERM as interrupted, with the exit status of the signal, and goes on later', async () => {
    const folder = newTempFolder();
    for (const [name, status] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const held = startToyProcess(database.root, folder, 'hold');
      await held.holding;
      held.child.kill(name);
      expect((await held.ended).status).toBe(status);
      expect(await rows()).toMatchObject([{ status: 'interrupted', code: null }]);
      expect((await stepRows())[1]).toMatchObject({ status: 'interrupted', checkpoint: { at: 5 } });
    }
    const done = await run(folder);
    expect(done.resumed).toBe(true);
    expect(await rows()).toMatchObject([{ status: 'succeeded', attempt: 3 }]);
  });

  it('takes over from another machine when the lease ran out, not before', async () => {
    const folder = newTempFolder();
    await expect(run(folder, { inSecond: fail })).rejects.toThrow();
    await database.client.query(
      `update app.job_runs set status = 'running', host = 'elsewhere', machine = 'm', lease_until = now() + interval '9 s'`,
    );
    await expect(run(folder)).rejects.toMatchObject({ code: 'JOB_RUNNING' });
    await database.client.query("update app.job_runs set lease_until = now() - interval '1 s'");
    expect((await run(folder)).resumed).toBe(true);
  });

  it('marks a dead run of other parameters as lost instead of going on with it', async () => {
    const folder = newTempFolder();
    await expect(run(folder, { inSecond: fail })).rejects.toThrow();
    await database.client.query("update app.job_runs set status = 'running', process_started = 'long ago'");
    expect((await run(folder, {}, { parameters: { folder, size: 9 } })).resumed).toBe(false);
    expect(await rows()).toMatchObject([{ status: 'lost', code: 'JOB_LEASE_LOST' }, { status: 'succeeded' }]);
  });

  it('writes nothing more and aborts when another process took the run over', async () => {
    const folder = newTempFolder();
    // What a take-over by another machine leaves.
    const takenOver = async () => {
      await database.client.query("update app.job_steps set status = 'lost' where status = 'running'");
      await database.client.query("update app.job_runs set attempt = 2, host = 'elsewhere', machine = 'm'");
    };
    await expect(run(folder, { inSecond: takenOver })).rejects.toMatchObject({
      code: 'JOB_LEASE_LOST',
      exitStatus: 4,
    });
    expect(await rows()).toMatchObject([{ status: 'running', attempt: 2, code: null }]);
    expect(await stepRows()).toMatchObject([{ status: 'succeeded' }, { status: 'lost' }]);
    expect(await readTrace(folder)).toEqual(words.slice(0, 3));
  });

  it('runs different shards side by side, the same one once, and no shard beside the whole', async () => {
    const folder = newTempFolder();
    const shard = (index: number, count: number) => ({ shard: { index, count } });
    const refused = { code: 'JOB_RUNNING', message: expect.stringMatching(/shard 1\/2 of it runs since/) };
    const whileFirst = async () => {
      expect(await run(folder, {}, shard(2, 2))).toMatchObject({ report: { first: { shard: 2 } } });
      await expect(run(folder, {}, shard(1, 2))).rejects.toMatchObject(refused);
      await expect(run(folder)).rejects.toMatchObject(refused);
    };
    await run(folder, { inSecond: whileFirst }, shard(1, 2));
    expect(await rows()).toMatchObject([
      { shard: 1, status: 'succeeded' },
      { shard: 2, status: 'succeeded' },
    ]);
  });

  it('changes nothing in a dry run, not even while a real one runs', async () => {
    const folder = newTempFolder();
    const dry = () => run(folder, {}, { dryRun: true });
    expect(await dry()).toMatchObject({ resumed: false, report: { first: { size: 3 } } });
    expect(await readTrace(folder)).toEqual([]);
    expect(await rows()).toEqual([]);
    await run(folder, { inSecond: async () => void (await dry()) });
    expect(await rows()).toHaveLength(1);
  });

  it('hands on the reason of an abort that came before anything was done', async () => {
    const signal = AbortSignal.abort(new Interrupted(143));
    await expect(run(newTempFolder(), {}, { signal })).rejects.toMatchObject({ exitStatus: 143 });
    expect(await rows()).toMatchObject([{ status: 'interrupted' }]);
  });
});
