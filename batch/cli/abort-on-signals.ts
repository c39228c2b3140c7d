import { Interrupted } from './interrupted.ts';

/** Aborts on the first SIGINT or SIGTERM, so that work can end in order; a second one ends the process at once. */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const [name, exitStatus] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitStatus);
      controller.abort(new Interrupted(exitStatus));
    });
  }
  return controller.signal;
}
