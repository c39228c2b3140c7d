import type { Logger } from 'pino';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type ClaimedRun, leaseSeconds } from './claim-run.ts';
import type { RunConnection } from './run-connection.ts';

export const renewEveryMs = 15_000;

export interface Lease {
  /** Aborted with JOB_LEASE_LOST when somebody else took the run over. */
  signal: AbortSignal;
  /** Asks now; a timer does so all the time. Resolves also when the database could not be asked. */
  renew(): Promise<void>;
  lose(): AppError;
  stop(): void;
}

/**
 * Renews the lease of a run until it is stopped. Renewing late is fine as long as nobody took the run over: in the
 * embedded database a long statement of the job itself keeps every other connection waiting.
 */
export function keepLease(connection: RunConnection, run: ClaimedRun, log: Logger): Lease {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const lose = (): AppError => {
    const error = new AppError('JOB_LEASE_LOST', 'Cannot go on: another process took this run over', {
      hint: `"matching status ${run.runId.slice(0, 8)}" says who has it; nothing was written since.`,
    });
    if (!controller.signal.aborted) controller.abort(error);
    return controller.signal.reason as AppError;
  };
  const renew = async (): Promise<void> => {
    try {
      const rows = await connection.query(
        `update app.job_runs set lease_until = now() + make_interval(secs => $3)
         where id = $1 and attempt = $2 and status = 'running' returning id`,
        [run.runId, run.attempt, leaseSeconds],
      );
      if (rows.length === 0 && !stopped) lose();
    } catch (error) {
      log.warn({ reason: error instanceof AppError ? error.code : String(error) }, 'lease not renewed');
    }
  };
  const schedule = (): void => {
    timer = setTimeout(async () => {
      await renew();
      if (!stopped && !controller.signal.aborted) schedule();
    }, renewEveryMs);
  };
  schedule();
  return {
    signal: controller.signal,
    renew,
    lose,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
