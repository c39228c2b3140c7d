import type { z } from 'zod';
import type { JobDefinition } from '../jobs/runner/job-definition.ts';
import type { FinishedRun } from '../jobs/runner/run-job.ts';
import type { ManagerContext } from './manager-context.ts';

/** Runs a job as `matching run` does. */
export async function runRecorded<S extends z.ZodObject>(
  { root, dataRoot, dbUrl, signal, onProgress }: ManagerContext,
  job: JobDefinition<S>,
  parameters: Record<string, unknown>,
): Promise<FinishedRun> {
  const { runJob } = await import('../jobs/runner/run-job.ts');
  return runJob(job, {
    root,
    dataRoot,
    dbUrl,
    signal,
    parameters,
    onProgress: ({ done, total, detail }) => onProgress(done, total, detail),
  });
}
