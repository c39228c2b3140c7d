import { AppError } from '../../../shared/errors/app-error.ts';
import type { JobContext } from '../runner/job-definition.ts';

/** Jobs that ask the API: two at once would ask twice as often as one may. */
const jobs = ['dmm-sync', 'dmm-backfill', 'dmm-terms', 'dmm-ranking'];

/** Throws JOB_RUNNING where another job asks the API now. */
export async function refuseOtherSyncs({ client, runId, dryRun }: JobContext<unknown>): Promise<void> {
  if (dryRun) return;
  const { rows } = await client.query<{ job: string }>(
    `select job from app.job_runs where job = any($1) and status = 'running' and lease_until > now() and id <> $2`,
    [jobs, runId],
  );
  if (rows.length === 0) return;
  throw new AppError('JOB_RUNNING', `Cannot ask the DMM API: ${rows[0]!.job} is asking it`, {
    hint: `Wait until it ends ("matching status ${rows[0]!.job}"); a killed one counts as ended after a minute.`,
  });
}
