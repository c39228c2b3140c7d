import type { z } from 'zod';

/** Reports of the steps before, by job. */
export type Reports = Readonly<Record<string, Record<string, unknown>>>;

export interface PipelineStep<P> {
  job: string;
  /** What the job is given. */
  parameters(parameters: P, reports: Reports): Record<string, unknown>;
  /** A job whose report this step needs: such a step cannot be previewed by a dry run. */
  needs?: string;
  /** Default: always. */
  when?(parameters: P): boolean;
}

/** Jobs in order; each starts when the one before has succeeded. */
export interface Pipeline<S extends z.ZodObject = z.ZodObject> {
  /** kebab-case, unique among jobs and pipelines. */
  name: string;
  title: string;
  parameters: S;
  resumeWithinHours?: number;
  steps: readonly PipelineStep<z.output<S>>[];
}
