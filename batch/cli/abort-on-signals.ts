import { Interrupted } from './interrupted.ts';

let shared: AbortSignal | undefined;

/**
 * Aborts on the first SIGINT or SIGTERM, so that work can end in order; a second one ends the process at once. The same
 * signal for whoever asks: a process is interrupted as a whole.
 */
export function abortOnSignals(): AbortSignal {
  shared ??= listen();
  return shared;
}

function listen(): AbortSignal {
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
