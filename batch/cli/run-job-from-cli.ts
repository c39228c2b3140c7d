import type { z } from 'zod';
import type { JobDefinition } from '../jobs/runner/job-definition.ts';
import { type FinishedRun, type RunJobOptions, runJob } from '../jobs/runner/run-job.ts';
import { abortOnSignals } from './abort-on-signals.ts';
import { createProgress, type Progress } from './create-progress.ts';

export interface RunJobFromCliOptions extends Omit<RunJobOptions, 'signal'> {
  /** Progress under this name instead of that of each step. */
  label?: string;
}

/** Runs a job for a person: ends in order on a signal, and shows on stderr how far each step is. */
export async function runJobFromCli<S extends z.ZodObject>(
  definition: JobDefinition<S>,
  options: RunJobFromCliOptions,
): Promise<FinishedRun> {
  const signal = abortOnSignals();
  let shown: Progress | undefined;
  const stop = () => {
    shown?.stop();
    shown = undefined;
  };
  try {
    return await runJob(definition, {
      ...options,
      signal,
      onStep: (event) => {
        stop();
        options.onStep?.(event);
        // Between the lines of a log a bar would be torn apart.
        if (event.status === 'started' && !options.verbose) {
          shown = createProgress(options.label ?? `  ${event.name}`);
        }
      },
      onProgress: (at) => {
        shown?.update(at.done, at.total, at.detail);
        options.onProgress?.(at);
      },
    });
  } finally {
    stop();
  }
}
