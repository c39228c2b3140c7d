import type { Client } from 'pg';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Connection } from '../../io/resolve-connection.ts';

/** Groups in the order in which they are listed. */
export const jobGroups = [
  'api-sync',
  'data-processing',
  'analysis',
  'ml-training',
  'deployment',
  'maintenance',
  'pipelines',
] as const;

export type JobGroup = (typeof jobGroups)[number];

/** This process' share of the work: `index` from 1 to `count`. */
export interface Shard {
  index: number;
  count: number;
}

export interface StepContext {
  /** What an earlier attempt at this step saved last, or null. */
  checkpoint: unknown;
  /** Durable when it resolves. With the client of a transaction it is committed, or lost, with the rest of it. */
  saveCheckpoint(value: unknown, client?: Client): Promise<void>;
  progress(done: number, total: number, detail?: string): void;
}

export interface JobContext<P> {
  parameters: P;
  runId: string;
  /** Folder of all local data; datasets are in `dataRoot`. */
  root: string;
  dataRoot: string;
  connection: Connection;
  /** The job's own connection, not in a transaction between steps. */
  client: Client;
  /** With dryRun a job reads and reports, and changes nothing but temporary files. */
  dryRun: boolean;
  shard: Shard | null;
  /** Aborted by SIGINT, SIGTERM and when the run's lease is lost: stop at the next safe point by throwIfAborted(). */
  signal: AbortSignal;
  log: Logger;
  /**
   * Runs a named step and records it. A step that an earlier attempt at the same run finished is skipped: its recorded
   * outcome, which must be JSON, is returned instead.
   */
  step<T>(name: string, run: (step: StepContext) => Promise<T>): Promise<T>;
}

/** Something `matching run` can run. Idempotent: running it twice with the same input ends in the same state. */
export interface JobDefinition<S extends z.ZodObject = z.ZodObject> {
  /** kebab-case, unique among jobs and pipelines. */
  name: string;
  group: JobGroup;
  /** One line, no full stop. */
  title: string;
  /** Every key has a `.describe()`; keys without a default are required. */
  parameters: S;
  /** Whether `--shard i/n` splits its work. */
  shardable: boolean;
  /**
   * An unfinished run whose last sign of life is older is not gone on with: a scheduled job must not end yesterday's
   * run instead of doing today's. Default: no limit.
   */
  resumeWithinHours?: number;
  /** Returns what `matching status` shows: counts and names, JSON, nothing of a person. */
  run(context: JobContext<z.output<S>>): Promise<Record<string, unknown>>;
}
