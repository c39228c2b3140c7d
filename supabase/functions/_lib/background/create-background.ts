import { AppError } from '../../../../shared/errors/app-error.ts';
import { describeFailure } from '../log/describe-failure.ts';
import type { WriteLogLine } from '../log/write-log-line.ts';

export interface Background {
  /** Starts work that the answer does not wait for. Its failure is logged under `task` and goes no further. */
  run(task: string, work: () => Promise<void>): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export interface BackgroundOptions {
  log: WriteLogLine;
  /** Keeps the worker alive for a promise, where the platform has such a thing. */
  waitUntil?: ((promise: Promise<void>) => void) | undefined;
}

export function createBackground({ log, waitUntil }: BackgroundOptions): Background {
  const running = new Set<Promise<void>>();
  return {
    run(task, work) {
      // Not before the next turn of the event loop: the answer is made and sent first.
      const promise = new Promise<void>((resolve) => setTimeout(resolve))
        .then(work)
        .catch((error) => {
          const code = error instanceof AppError ? error.code : 'INTERNAL';
          log({ level: 'error', task, code, failure: describeFailure(error) });
        })
        .finally(() => running.delete(promise));
      running.add(promise);
      waitUntil?.(promise);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
