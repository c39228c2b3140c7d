import { join } from 'node:path';
import { destination, type Logger, multistream, pino, stdTimeFunctions } from 'pino';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';

export interface RunLogOptions {
  dataRoot: string;
  runId: string;
  job: string;
  /** Also to stderr. */
  verbose: boolean;
}

/** What must not be in a log even by mistake. */
const secrets = ['dbUrl', 'secretKey', 'password', 'apiKey', 'token'];

/** JSON lines appended to `<data root>/logs/<run id>.log`: all attempts at a run in one file. Close it when done. */
export function createRunLog(options: RunLogOptions): { log: Logger; close(): void } {
  const file = destination({
    dest: runLogPath(options.dataRoot, options.runId),
    mkdir: true,
    append: true,
    // Nothing is lost when the process is killed.
    sync: true,
  });
  const streams = [{ stream: file }, ...(options.verbose ? [{ stream: process.stderr }] : [])];
  const log = pino(
    {
      base: { run: options.runId, job: options.job },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`]), censor: '***' },
    },
    multistream(streams),
  );
  return { log, close: () => file.end() };
}

export function runLogPath(dataRoot: string, runId: string): string {
  return join(dataRootPaths(dataRoot).logs, `${runId}.log`);
}
