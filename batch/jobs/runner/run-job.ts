import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { connectDatabase } from '../../io/connect-database.ts';
import { type Connection, resolveConnection } from '../../io/resolve-connection.ts';
import { type ClaimedRun, claimRun } from './claim-run.ts';
import { createRunLog } from './create-run-log.ts';
import { createSteps, type StepEvent, type StepProgress } from './create-steps.ts';
import { describeFailure } from './describe-failure.ts';
import type { JobDefinition, Shard } from './job-definition.ts';
import { keepLease } from './keep-lease.ts';
import { parseParameters } from './parse-parameters.ts';
import { recordInDatabase } from './record-in-database.ts';
import { recordNowhere } from './record-nowhere.ts';
import { openRunConnection } from './run-connection.ts';
import { runIdentity } from './run-identity.ts';
import type { RunRecord } from './run-record.ts';
import { thisProcess } from './this-process.ts';

export interface RunJobOptions {
  /** As given: defaults are filled in, unknown ones refused. */
  parameters?: Record<string, unknown>;
  /** Folder of all local data. */
  root: string;
  /** Default: `<root>/data`. */
  dataRoot?: string | undefined;
  dbUrl?: string | undefined;
  /** Default: resolved from `root`, `dbUrl` and the environment. */
  connection?: Connection | undefined;
  shard?: Shard | null | undefined;
  /** Nothing is recorded in the database and nobody is kept out. */
  dryRun?: boolean | undefined;
  /** A new run even where an unfinished one could go on. */
  fresh?: boolean | undefined;
  /** The log also to stderr. */
  verbose?: boolean | undefined;
  signal?: AbortSignal | undefined;
  /** Called once the run is claimed, before its first step. */
  onClaim?: (run: ClaimedRun) => void | Promise<void>;
  onStep?: (event: StepEvent) => void;
  onProgress?: (progress: StepProgress) => void;
}

export interface FinishedRun {
  runId: string;
  report: Record<string, unknown>;
  /** Whether it went on with a run that had not succeeded. */
  resumed: boolean;
}

const heldHere = new Set<string>();

/**
 * Runs a job: one process at a time on all machines, recorded step by step; a run that did not succeed goes on with
 * its finished steps skipped when it is started again with the same parameters.
 * @throws AppError INVALID_CONFIG for a bad parameter, JOB_RUNNING, JOB_LEASE_LOST, and whatever the job throws; the
 * reason of `signal` when it was interrupted.
 */
export async function runJob<S extends z.ZodObject>(
  definition: JobDefinition<S>,
  options: RunJobOptions,
): Promise<FinishedRun> {
  const parameters = parseParameters(definition, options.parameters ?? {});
  const shard = checkShard(definition, options.shard ?? null);
  const connection =
    options.connection ?? (await resolveConnection({ root: options.root, flags: { dbUrl: options.dbUrl } }));
  const client = await connectDatabase(connection.dbUrl, { applicationName: `matching ${definition.name}` });
  let run: ClaimedRun | undefined;
  try {
    run = options.dryRun
      ? { runId: randomUUID(), attempt: 1 }
      : await claimRun(client, {
          job: definition.name,
          shard,
          parameters,
          identity: runIdentity(definition.name, parameters, shard),
          holder: await thisProcess(),
          fresh: options.fresh ?? false,
          resumeWithinHours: definition.resumeWithinHours,
          heldHere,
        });
    return await attempt(definition, { ...options, shard }, { parameters, connection, client, run });
  } finally {
    if (run) heldHere.delete(run.runId);
    await client.end();
  }
}

interface Prepared<P> {
  parameters: P;
  connection: Connection;
  client: Client;
  run: ClaimedRun;
}

/** From the claim to the recorded end. */
async function attempt<S extends z.ZodObject>(
  definition: JobDefinition<S>,
  options: RunJobOptions,
  { parameters, connection, client, run }: Prepared<z.output<S>>,
): Promise<FinishedRun> {
  const dataRoot = options.dataRoot ?? join(options.root, 'data');
  const { log, close } = createRunLog({
    dataRoot,
    runId: run.runId,
    job: definition.name,
    verbose: options.verbose ?? false,
  });
  const records = openRunConnection(connection.dbUrl);
  const lease = options.dryRun ? null : keepLease(records, run, log);
  const record = lease ? recordInDatabase(records, run, lease) : recordNowhere;
  const signals = [options.signal, lease?.signal].filter((signal) => signal !== undefined);
  const signal = AbortSignal.any(signals);
  try {
    await options.onClaim?.(run);
    log.info(
      { attempt: run.attempt, dryRun: options.dryRun ?? false, shard: options.shard, parameters },
      'run started',
    );
    signal.throwIfAborted();
    const report = await definition.run({
      parameters,
      runId: run.runId,
      root: options.root,
      dataRoot,
      connection,
      client,
      dryRun: options.dryRun ?? false,
      shard: options.shard ?? null,
      signal,
      log,
      step: createSteps({
        record,
        finished: await record.finished(),
        signal,
        log,
        onStep: options.onStep ?? (() => undefined),
        onProgress: options.onProgress ?? (() => undefined),
      }),
    });
    await record.end({ status: 'succeeded', report });
    log.info({ status: 'succeeded', report, ended: true }, 'run ended');
    return { runId: run.runId, report, resumed: run.attempt > 1 };
  } catch (error) {
    throw await recordFailure(error, { record, connection, log, signal, lost: lease?.signal });
  } finally {
    lease?.stop();
    await records.close();
    close();
  }
}

interface FailureContext {
  record: RunRecord;
  connection: Connection;
  log: Logger;
  signal: AbortSignal;
  lost: AbortSignal | undefined;
}

/** Writes the failure down and returns what to throw: whoever interrupted hears of that, not of its consequences. */
async function recordFailure(error: unknown, context: FailureContext): Promise<unknown> {
  const { record, connection, log, signal, lost } = context;
  if (lost?.aborted) {
    log.error({ status: 'lost', ended: true }, 'run ended: another process took it over');
    return lost.reason;
  }
  const interrupted = signal.aborted;
  const { code, message } = describeFailure(error, connection);
  const end = interrupted
    ? { status: 'interrupted' as const, code: null, message: null }
    : { status: 'failed' as const, code, message };
  try {
    await record.end(end);
  } catch (cause) {
    log.error({ reason: describeFailure(cause, connection).message }, 'end of the run not recorded');
  }
  log[interrupted ? 'warn' : 'error']({ ...end, ended: true }, 'run ended');
  return interrupted ? signal.reason : error;
}

function checkShard(definition: JobDefinition, shard: Shard | null): Shard | null {
  if (shard === null || shard.count === 1) return null;
  if (definition.shardable) return shard;
  throw new AppError('INVALID_CONFIG', `Cannot run a shard of ${definition.name}: its work cannot be split`, {
    hint: 'Leave --shard out.',
  });
}
