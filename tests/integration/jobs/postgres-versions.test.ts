import type { Client } from 'pg';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { type ClaimOptions, claimRun } from '../../../batch/jobs/runner/claim-run.ts';
import { keepLease } from '../../../batch/jobs/runner/keep-lease.ts';
import { readLastRuns, readRun, readRuns } from '../../../batch/jobs/runner/read-runs.ts';
import { recordInDatabase } from '../../../batch/jobs/runner/record-in-database.ts';
import { thisProcess } from '../../../batch/jobs/runner/this-process.ts';
import { type Database, postgresVersions } from '../../contract/support/create-memory-database.ts';
import { openDatabase } from '../../contract/support/open-database.ts';

let database: Database | undefined;
afterEach(() => database?.close());

describe.each(postgresVersions)('on Postgres %d', (version) => {
  it('claims, records, ends and reads a run', async () => {
    database = await openDatabase(version);
    // Of a client only query() is used.
    const client = database as unknown as Client;
    const options: ClaimOptions = {
      job: 'toy-job',
      shard: { index: 2, count: 3 },
      parameters: { a: 1 },
      identity: 'a'.repeat(64),
      holder: await thisProcess(),
      fresh: false,
      resumeWithinHours: 1,
      heldHere: new Set(),
    };
    const run = await claimRun(client, options);
    await expect(claimRun(client, options)).rejects.toMatchObject({
      code: 'JOB_RUNNING',
      message: expect.stringContaining('shard 2/3 of it runs since'),
    });
    const connection = {
      query: async <R extends object>(text: string, values: readonly unknown[]) =>
        (await client.query<R>(text, [...values])).rows,
      close: async () => undefined,
    };
    const lease = keepLease(connection, run, pino({ level: 'silent' }));
    await lease.renew();
    lease.stop();
    const record = recordInDatabase(connection, run, lease);
    expect(await record.startStep('one', 1)).toBeNull();
    await record.saveCheckpoint('one', { at: 3 });
    await record.progress('one', 3, 4);
    await record.end({ status: 'failed', code: 'INVALID_DATA', message: 'no' });
    options.heldHere.delete(run.runId);

    const second = await claimRun(client, options);
    expect(second).toEqual({ runId: run.runId, attempt: 2 });
    // The first attempt may write no more.
    await expect(record.startStep('two', 2)).rejects.toMatchObject({ code: 'JOB_LEASE_LOST' });
    const next = recordInDatabase(connection, second, lease);
    expect(await next.startStep('one', 1)).toEqual({ at: 3 });
    await next.endStep('one', { status: 'succeeded', outcome: [1] });
    expect([...(await next.finished())]).toEqual([['one', [1]]]);
    await next.end({ status: 'succeeded', report: { rows: 5 } });

    expect(await readRun(client, run.runId.slice(0, 8))).toMatchObject({
      ...{
        job: 'toy-job',
        shardIndex: 2,
        shardCount: 3,
        status: 'succeeded',
        attempt: 2,
        report: { rows: 5 },
      },
      steps: [{ name: 'one', position: 1, status: 'succeeded', attempt: 2, outcome: [1] }],
    });
    expect(await readRuns(client, { limit: 5, job: 'toy-job' })).toHaveLength(1);
    expect((await readLastRuns(client)).get('toy-job')?.id).toBe(run.runId);
    await expect(readRun(client, 'ffff')).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  });
});
