import { AppError } from '../../shared/errors/app-error.ts';
import { type StackReport, stackReportOf } from './stack-report.ts';
import { type StartStackOptions, startStack } from './start-stack.ts';

/** False when the parent has gone: then nobody knows of this stack. */
function tellParent(report: StackReport): Promise<boolean> {
  return new Promise((resolve) => {
    if (!process.connected) return resolve(false);
    process.send!(report, (error: Error | null) => {
      if (process.connected) process.disconnect();
      resolve(error === null);
    });
  });
}

function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
  });
}

/**
 * Runs the stack until SIGINT or SIGTERM. Started by `runStackInBackground`, it reports over the channel to its
 * parent and logs to the stack's file; started by a person, it logs to stderr.
 */
export async function runStackInForeground(options: StartStackOptions): Promise<void> {
  const inBackground = process.send !== undefined;
  const stopAsked = untilSignal();
  try {
    const stack = await startStack(inBackground ? options : { ...options, log: options.log ?? {} });
    if (!inBackground) console.error(`stack is ready at ${stack.apiUrl}; Ctrl-C ends it`);
    // A starter that was interrupted wants no stack.
    const wanted = !inBackground || (await tellParent({ ready: true }));
    if (wanted) await stopAsked;
    await stack.stop();
  } catch (error) {
    if (!inBackground || !(await tellParent(stackReportOf(error)))) throw error;
    process.exitCode = error instanceof AppError ? error.exitStatus : 1;
  }
  // PGlite's runtime can keep timers: everything that matters has been closed above.
  process.exit();
}
