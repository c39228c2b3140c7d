import type { Client } from 'pg';
import type { ClaimedRun } from './claim-run.ts';
import type { Lease } from './keep-lease.ts';
import type { RunConnection } from './run-connection.ts';
import type { RunRecord } from './run-record.ts';

/** Steps and end of a claimed run, in app.job_steps and app.job_runs. */
export function recordInDatabase(connection: RunConnection, run: ClaimedRun, lease: Lease): RunRecord {
  // A step that is not of this attempt, or that a take-over marked, is somebody else's.
  const mine = "run_id = $1 and attempt = $2 and name = $3 and status <> 'lost'";
  const write = async (
    text: string,
    values: unknown[],
    client?: Client,
  ): Promise<{ checkpoint: unknown }> => {
    const all = [run.runId, run.attempt, ...values];
    const rows = client
      ? (await client.query<{ checkpoint: unknown }>(text, all)).rows
      : await connection.query<{ checkpoint: unknown }>(text, all);
    if (rows[0] === undefined) throw lease.lose();
    return rows[0];
  };
  return {
    async finished() {
      const rows = await connection.query<{ name: string; outcome: unknown }>(
        "select name, outcome from app.job_steps where run_id = $1 and status = 'succeeded'",
        [run.runId],
      );
      return new Map(rows.map(({ name, outcome }) => [name, outcome]));
    },
    async startStep(name, position) {
      const { checkpoint } = await write(
        `insert into app.job_steps as s (run_id, attempt, name, position)
         select id, $2::integer, $3::text, $4::integer from app.job_runs
         where id = $1 and attempt = $2 and status = 'running'
         on conflict (run_id, name) do update
         set status = 'running', attempt = excluded.attempt, position = excluded.position, started_at = now(),
           finished_at = null, done = null, total = null, outcome = null
         returning s.checkpoint`,
        [name, position],
      );
      return checkpoint;
    },
    async saveCheckpoint(name, value, client) {
      const text = `update app.job_steps set checkpoint = $4 where ${mine} returning checkpoint`;
      await write(text, [name, JSON.stringify(value)], client);
    },
    async progress(name, done, total) {
      await connection.query(`update app.job_steps set done = $4, total = $5 where ${mine}`, [
        run.runId,
        run.attempt,
        name,
        Math.round(done),
        Math.round(total),
      ]);
    },
    async endStep(name, end) {
      await write(
        `update app.job_steps set status = $4, outcome = $5, finished_at = now() where ${mine} returning checkpoint`,
        [name, end.status, end.status === 'succeeded' ? JSON.stringify(end.outcome) : null],
      );
    },
    async end(end) {
      const succeeded = end.status === 'succeeded';
      const { report, code, message } = succeeded
        ? { report: JSON.stringify(end.report), code: null, message: null }
        : { report: null, code: end.code, message: end.message };
      await write(
        `update app.job_runs set status = $3, report = $4, error_code = $5, error_message = $6, finished_at = now()
         where id = $1 and attempt = $2 and status in ('running', $3) returning null as checkpoint`,
        [end.status, report, code, message],
      );
    },
  };
}
