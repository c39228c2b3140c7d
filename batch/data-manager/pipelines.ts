import type { JobGroup } from '../jobs/runner/job-definition.ts';
import type { RunDetail, RunSummary } from '../jobs/runner/read-runs.ts';
import type { FinishedRun } from '../jobs/runner/run-job.ts';
import type { ManagerContext } from './manager-context.ts';
import { runRecorded } from './run-recorded.ts';

export interface Pipelines {
  /** Every job and pipeline. */
  list(): Promise<{ name: string; group: JobGroup; title: string }[]>;
  /** Runs a job or pipeline by name or alias, recorded and resumable. Throws JOB_UNKNOWN, JOB_RUNNING. */
  run(name: string, parameters?: Record<string, unknown>): Promise<FinishedRun>;
  /** The newest runs, of one job or of all. Default: 20. */
  status(options?: { job?: string; limit?: number }): Promise<RunSummary[]>;
  /** One run with its steps, by the beginning of its id. Throws RUN_UNKNOWN. */
  runDetail(id: string): Promise<RunDetail>;
}

export function createPipelines(context: ManagerContext): Pipelines {
  return {
    async list() {
      const { registry } = await import('../jobs/registry.ts');
      return registry.map(({ name, group, title }) => ({ name, group, title }));
    },
    async run(name, parameters = {}) {
      const { findJob } = await import('../jobs/find-job.ts');
      const found = findJob(name);
      return runRecorded(context, await found.entry.load(), { ...found.parameters, ...parameters });
    },
    async status({ limit = 20, ...options } = {}) {
      const { readRuns } = await import('../jobs/runner/read-runs.ts');
      return context.withClient((client) => readRuns(client, { ...options, limit }));
    },
    async runDetail(id) {
      const { readRun } = await import('../jobs/runner/read-runs.ts');
      return context.withClient((client) => readRun(client, id));
    },
  };
}
