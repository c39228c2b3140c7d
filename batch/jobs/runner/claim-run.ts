import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Shard } from './job-definition.ts';
import { type ProcessIdentity, processState } from './this-process.ts';

export const leaseSeconds = 60;
/** A process that is known to run on this machine keeps its lease for so long after it ran out: it may only be busy. */
const busyGraceSeconds = 600;

export interface ClaimOptions {
  job: string;
  shard: Shard | null;
  parameters: unknown;
  identity: string;
  holder: ProcessIdentity;
  /** Do not go on with an unfinished run. */
  fresh: boolean;
  resumeWithinHours: number | undefined;
  /** Runs that this process holds now: others recorded with its id were left behind. What is claimed is added. */
  heldHere: Set<string>;
}

export interface ClaimedRun {
  runId: string;
  attempt: number;
}

interface RunningRow extends ProcessIdentity {
  id: string;
  shardIndex: number;
  shardCount: number;
  startedAt: Date;
  /** Positive when the lease ran out. */
  overdueSeconds: number;
}

/**
 * Makes this process the one that runs the job (its shard): takes over what a dead process left, goes on with the last
 * run of the same identity if that did not succeed, else starts a new one. All in one transaction.
 * @throws AppError JOB_RUNNING when somebody else has it, DATABASE_UNAVAILABLE where migrations are missing.
 */
export async function claimRun(client: Client, options: ClaimOptions): Promise<ClaimedRun> {
  let claimed: ClaimedRun | undefined;
  try {
    await client.query('begin');
    await client.query("set local lock_timeout = '10s'");
    // Two claims of one job wait for each other; the unique index is the last word.
    await client.query("select pg_advisory_xact_lock(hashtextextended('matching job ' || $1, 0))", [
      options.job,
    ]);
    for (const row of await runningRows(client, options)) {
      if (await isHeld(row, options.heldHere)) throw alreadyRunning(options.job, row);
      await markLost(client, row.id);
    }
    claimed = (await resume(client, options)) ?? (await insertRun(client, options));
    // Before anybody can see it: another claim in this process would take it for left behind.
    options.heldHere.add(claimed.runId);
    await client.query('commit');
    return claimed;
  } catch (error) {
    if (claimed) options.heldHere.delete(claimed.runId);
    await client.query('rollback').catch(() => undefined);
    throw await asAppError(error, client, options);
  }
}

/** Rows in the way: the same shard, or any run that divides the work differently. */
async function runningRows(client: Client, { job, shard }: ClaimOptions): Promise<RunningRow[]> {
  const { rows } = await client.query<RunningRow>(
    `select id, shard_index as "shardIndex", shard_count as "shardCount", started_at as "startedAt", host, machine,
       process_id as "processId", process_started as "processStarted",
       extract(epoch from now() - lease_until)::float8 as "overdueSeconds"
     from app.job_runs
     where job = $1 and status = 'running' and (shard_count <> $3 or shard_index = $2)
     for update`,
    [job, shard?.index ?? 1, shard?.count ?? 1],
  );
  return rows;
}

async function isHeld(row: RunningRow, heldHere: ReadonlySet<string>): Promise<boolean> {
  const state = await processState(row);
  if (state === 'dead') return false;
  if (state === 'running' && row.processId === process.pid) return heldHere.has(row.id);
  return row.overdueSeconds < (state === 'running' ? busyGraceSeconds : 0);
}

/** Steps change as well: whoever still writes to one of them waits here, or finds it no longer its own. */
async function markLost(client: Client, runId: string): Promise<void> {
  await client.query(
    `update app.job_runs set status = 'lost', finished_at = now(), error_code = 'JOB_LEASE_LOST',
       error_message = 'its process ended or could not be heard of'
     where id = $1`,
    [runId],
  );
  await client.query(
    "update app.job_steps set status = 'lost', finished_at = now() where run_id = $1 and status = 'running'",
    [runId],
  );
}

async function resume(client: Client, options: ClaimOptions): Promise<ClaimedRun | undefined> {
  if (options.fresh) return undefined;
  const { host, machine, processId, processStarted } = options.holder;
  const { rows } = await client.query<ClaimedRun>(
    `update app.job_runs
     set status = 'running', attempt = attempt + 1, host = $2, machine = $3, process_id = $4, process_started = $5,
       lease_until = now() + make_interval(secs => $6), finished_at = null, report = null, error_code = null,
       error_message = null
     where id = (
         select id from app.job_runs where identity_sha256 = $1 order by started_at desc, id limit 1
       )
       and status in ('failed', 'interrupted', 'lost')
       and ($7::float8 is null or lease_until > now() - make_interval(secs => 3600 * $7))
     returning id as "runId", attempt`,
    [
      options.identity,
      host,
      machine,
      processId,
      processStarted,
      leaseSeconds,
      options.resumeWithinHours ?? null,
    ],
  );
  return rows[0];
}

async function insertRun(client: Client, options: ClaimOptions): Promise<ClaimedRun> {
  const { job, shard, holder } = options;
  const runId = randomUUID();
  await client.query(
    `insert into app.job_runs (id, job, shard_index, shard_count, parameters, identity_sha256, host, machine, process_id,
       process_started, lease_until)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + make_interval(secs => $11))`,
    [
      runId,
      job,
      shard?.index ?? 1,
      shard?.count ?? 1,
      JSON.stringify(options.parameters),
      options.identity,
      holder.host,
      holder.machine,
      holder.processId,
      holder.processStarted,
      leaseSeconds,
    ],
  );
  return { runId, attempt: 1 };
}

async function asAppError(error: unknown, client: Client, options: ClaimOptions): Promise<unknown> {
  const { code } = error as { code?: string };
  if (code === '23505') {
    const [row] = await runningRows(client, options).catch(() => []);
    return alreadyRunning(options.job, row);
  }
  if (code === '55P03') return alreadyRunning(options.job, undefined);
  if (code === '42P01' || code === '3F000' || code === '42703') {
    return new AppError('DATABASE_UNAVAILABLE', 'Cannot record runs: the database lacks the tables of jobs', {
      hint: 'Apply the migrations: "npx matching start" for the embedded stack, "supabase db push" for a hosted project.',
      cause: error,
    });
  }
  return error;
}

function alreadyRunning(job: string, row: RunningRow | undefined): AppError {
  if (row === undefined) {
    return new AppError('JOB_RUNNING', `Cannot run ${job}: it is being started elsewhere`, {
      hint: `"matching status ${job}" says where.`,
    });
  }
  const { id, host, processId, startedAt, shardIndex, shardCount } = row;
  const what = shardCount === 1 ? 'it' : `shard ${shardIndex}/${shardCount} of it`;
  const since = startedAt.toISOString().slice(0, 19).concat('Z');
  return new AppError(
    'JOB_RUNNING',
    `Cannot run ${job}: ${what} runs since ${since} as process ${processId} on ${host}`,
    {
      hint: `"matching status ${id.slice(0, 8)}" says how far it is; it can be started again when that run ended.`,
      details: { runId: id },
    },
  );
}
