import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../shared/errors/app-error.ts';
import { type RunningStack, readStackState } from './read-stack-state.ts';
import { stackPaths } from './stack-paths.ts';
import { stackReportSchema } from './stack-report.ts';
import type { StartStackOptions } from './start-stack.ts';

function startArguments(options: StartStackOptions): string[] {
  return [
    fileURLToPath(new URL('../cli/matching.mjs', import.meta.url)),
    ...['stack', 'start', '--foreground', '--root', resolve(options.root)],
    ...(options.apiPort === undefined ? [] : ['--api-port', String(options.apiPort)]),
    ...(options.dbPort === undefined ? [] : ['--db-port', String(options.dbPort)]),
    ...(options.functionsFolder === undefined ? [] : ['--functions-dir', resolve(options.functionsFolder)]),
    ...(options.log?.level === undefined ? [] : ['--log-level', options.log.level]),
  ];
}

function untilReport(child: ChildProcess, logFile: string): Promise<void> {
  return new Promise((done, reject) => {
    const fail = (message: string) =>
      reject(new AppError('STACK_START_FAILED', message, { hint: `See ${logFile} for what it said last` }));
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`The stack ended before it was ready (exit status ${code})`));
    child.once('message', (message) => {
      const report = stackReportSchema.parse(message);
      if (report.ready) return done();
      reject(
        new AppError(report.code, report.message, report.hint === undefined ? {} : { hint: report.hint }),
      );
    });
  });
}

/**
 * Starts the stack as a process of its own, waits until it is ready and tells where it answers.
 * @throws AppError what the start of the stack throws.
 */
export async function runStackInBackground(options: StartStackOptions): Promise<RunningStack> {
  const paths = stackPaths(options.root);
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  const logFile = openSync(paths.log, 'a', 0o600);
  const child = spawn(process.execPath, startArguments(options), {
    detached: true,
    stdio: ['ignore', logFile, logFile, 'ipc'],
  });
  closeSync(logFile);
  try {
    await untilReport(child, paths.log);
  } finally {
    if (child.connected) child.disconnect();
    child.unref();
  }
  const running = await readStackState(options.root);
  if (running) return running;
  throw new AppError('STACK_START_FAILED', 'The stack ended right after its start', {
    hint: `See ${paths.log} for what it said last`,
  });
}
