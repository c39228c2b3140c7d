import type { z } from 'zod';
import type { JobContext, JobDefinition, StepContext } from '../runner/job-definition.ts';
import { runJob } from '../runner/run-job.ts';
import type { Pipeline } from './pipeline.ts';

/** What a step of a pipeline leaves: its run, for `matching status`, and the report for the steps after it. */
interface ChildOutcome {
  run: string | null;
  report: Record<string, unknown>;
}

/** A pipeline as a job whose steps are jobs, each with a run of its own. */
export function createPipelineJob<S extends z.ZodObject>(
  pipeline: Pipeline<S>,
  loadJob: (name: string) => Promise<JobDefinition>,
): JobDefinition<S> {
  const { name, title, parameters, resumeWithinHours } = pipeline;
  return {
    name,
    group: 'pipelines',
    title,
    parameters,
    shardable: false,
    ...(resumeWithinHours !== undefined && { resumeWithinHours }),
    async run(context) {
      const reports: Record<string, Record<string, unknown>> = {};
      const runs: Record<string, string | null> = {};
      for (const step of pipeline.steps) {
        if (step.when?.(context.parameters) === false) continue;
        const outcome = await context.step(step.job, async (own) =>
          context.dryRun && step.needs !== undefined
            ? { run: null, report: { dryRun: true, needs: step.needs } }
            : runChild(await loadJob(step.job), step.parameters(context.parameters, reports), {
                context,
                own,
              }),
        );
        reports[step.job] = outcome.report;
        runs[step.job] = outcome.run;
      }
      return { runs, reports };
    },
  };
}

interface ChildContext {
  context: JobContext<unknown>;
  own: StepContext;
}

/**
 * The first attempt starts a new run of the job: an old unfinished one may stand for another day's work. Later attempts
 * go on with that run, and take its report when it had succeeded just before the pipeline was cut short.
 */
async function runChild(
  job: JobDefinition,
  parameters: Record<string, unknown>,
  { context, own }: ChildContext,
): Promise<ChildOutcome> {
  const begun = own.checkpoint as { run: string } | null;
  if (begun !== null) {
    const { rows } = await context.client.query<{ report: Record<string, unknown> }>(
      "select report from app.job_runs where id = $1 and status = 'succeeded'",
      [begun.run],
    );
    if (rows[0]) return { run: begun.run, report: rows[0].report };
  }
  const { root, dataRoot, connection, dryRun, signal, log } = context;
  let step = '';
  const done = await runJob(job, {
    parameters,
    root,
    dataRoot,
    connection,
    dryRun,
    signal,
    fresh: begun === null,
    onClaim: async ({ runId }) => {
      log.info({ child: runId, childJob: job.name }, 'job of the pipeline started');
      await own.saveCheckpoint({ run: runId });
    },
    onStep: ({ name }) => {
      step = name;
    },
    onProgress: (at) => own.progress(at.done, at.total, `${step} ${at.detail ?? ''}`.trimEnd()),
  });
  return { run: dryRun ? null : done.runId, report: done.report };
}
