import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepLease } from '../../../../batch/jobs/runner/keep-lease.ts';
import type { RunConnection } from '../../../../batch/jobs/runner/run-connection.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const run = { runId: '11111111-1111-4111-8111-111111111111', attempt: 2 };
const log = pino({ level: 'silent' });

/** A database that answers one after another: `held`, `gone` to somebody else, or `down`. */
function connection(answers: ('held' | 'gone' | 'down')[]): RunConnection & { asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    async query<R extends object>() {
      const answer = answers[asked++];
      if (answer === 'down') throw new Error('connection refused');
      return (answer === 'held' ? [{ id: run.runId }] : []) as R[];
    },
    close: async () => undefined,
  };
}

it('renews four times a minute, also after the database was away', async () => {
  const records = connection(['held', 'down', 'down', 'held']);
  const lease = keepLease(records, run, log);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(records.asked()).toBe(4);
  expect(lease.signal.aborted).toBe(false);
  lease.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(records.asked()).toBe(4);
});

it('aborts with JOB_LEASE_LOST when somebody else has the run, and asks no more', async () => {
  const records = connection(['held', 'gone']);
  const lease = keepLease(records, run, log);
  await vi.advanceTimersByTimeAsync(29_999);
  expect(lease.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lease.signal.reason).toMatchObject({ code: 'JOB_LEASE_LOST' });
  expect(records.asked()).toBe(2);
});

it('does not take the end of its own run for a loss', async () => {
  const lease = keepLease(connection(['gone']), run, log);
  const asking = lease.renew();
  lease.stop();
  await asking;
  expect(lease.signal.aborted).toBe(false);
});
