import type { Client } from 'pg';
import { AppError } from '../../../shared/errors/app-error.ts';

export interface RunSummary {
  id: string;
  job: string;
  shardIndex: number;
  shardCount: number;
  /** `stalled`: recorded as running, but its lease ran out. */
  status: 'running' | 'stalled' | 'succeeded' | 'failed' | 'interrupted' | 'lost';
  attempt: number;
  host: string;
  processId: number;
  startedAt: Date;
  finishedAt: Date | null;
  seconds: number;
  /** The step it is in, or the one it ended in. */
  step: string | null;
  done: number | null;
  total: number | null;
  errorCode: string | null;
}

export interface StepSummary {
  name: string;
  position: number;
  status: RunSummary['status'];
  attempt: number;
  startedAt: Date;
  seconds: number;
  done: number | null;
  total: number | null;
  outcome: unknown;
}

export interface RunDetail extends RunSummary {
  parameters: Record<string, unknown>;
  leaseUntil: Date;
  report: Record<string, unknown> | null;
  errorMessage: string | null;
  steps: StepSummary[];
}

const columns = `
  r.id, r.job, r.shard_index as "shardIndex", r.shard_count as "shardCount",
  case when r.status = 'running' and r.lease_until < now() then 'stalled' else r.status::text end as status,
  r.attempt, r.host, r.process_id as "processId", r.started_at as "startedAt", r.finished_at as "finishedAt",
  extract(epoch from coalesce(r.finished_at, now()) - r.started_at)::float8 as seconds,
  s.name as step, s.done, s.total, r.error_code as "errorCode"`;
const from = `
  from app.job_runs as r
  left join lateral (
    select name, done::float8, total::float8 from app.job_steps where run_id = r.id order by position desc limit 1
  ) as s on true`;

/** The newest runs first, of one job or of all. */
export async function readRuns(
  client: Client,
  options: { job?: string; limit: number },
): Promise<RunSummary[]> {
  const { rows } = await client.query<RunSummary>(
    `select ${columns} ${from} where $1::text is null or r.job = $1 order by r.started_at desc, r.id limit $2`,
    [options.job ?? null, options.limit],
  );
  return rows;
}

/** The last run of each job. */
export async function readLastRuns(client: Client): Promise<Map<string, RunSummary>> {
  const { rows } = await client.query<RunSummary>(
    `select distinct on (r.job) ${columns} ${from} order by r.job, r.started_at desc, r.id`,
  );
  return new Map(rows.map((run) => [run.job, run]));
}

/** One run with its steps, by its id or the beginning of it. Throws RUN_UNKNOWN where that is nobody's or several's. */
export async function readRun(client: Client, idPrefix: string): Promise<RunDetail> {
  const { rows } = await client.query<Omit<RunDetail, 'steps'>>(
    `select ${columns}, r.parameters, r.lease_until as "leaseUntil", r.report, r.error_message as "errorMessage" ${from}
     where starts_with(r.id::text, $1) order by r.started_at desc limit 2`,
    [idPrefix.toLowerCase()],
  );
  if (rows.length === 1) return { ...rows[0]!, steps: await readSteps(client, rows[0]!.id) };
  throw new AppError(
    'RUN_UNKNOWN',
    rows.length === 0
      ? `Cannot find the run ${idPrefix}`
      : `Cannot tell which run ${idPrefix} is: several begin with it`,
    { hint: '"matching status" lists the newest runs; a job\'s name shows its runs.' },
  );
}

async function readSteps(client: Client, runId: string): Promise<StepSummary[]> {
  const { rows } = await client.query<StepSummary>(
    `select name, position, status, attempt, started_at as "startedAt", done::float8, total::float8, outcome,
       extract(epoch from coalesce(finished_at, now()) - started_at)::float8 as seconds
     from app.job_steps where run_id = $1 order by position`,
    [runId],
  );
  return rows;
}
