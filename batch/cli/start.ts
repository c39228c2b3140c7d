import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';
import { abortOnSignals } from './abort-on-signals.ts';
import { createProgress } from './create-progress.ts';

const flagsSchema = z.strictObject({
  data: z.string().min(1).optional(),
  root: z.string().min(1).optional(),
  preset: z.string().min(1),
  set: z.array(z.string()),
  apiPort: z.int().min(0).max(65_535),
  dbPort: z.int().min(0).max(65_535),
  once: z.boolean().optional(),
});

/** `matching start`, which is `npm start`: everything from an empty folder to live recommendations. */
export function registerStartCommand(program: Command): void {
  program
    .command('start')
    .description(
      'Everything in one go: stack, migrations, data, training, publishing, live recommendations.\n' +
        'What an earlier start left in the same folder is used again.',
    )
    .option('--data <folder>', 'RecBole atomic files to use (default: a simulated world)')
    .option('--once', 'end after the report instead of staying up')
    .option('--preset <name>', 'training preset of models/presets', 'quickstart')
    .option('--set <key=value>', 'a setting of the training; may be repeated', collect, [])
    .option('--root <folder>', 'folder of the local data (default: .matching, or one in it for each --data)')
    .option('--api-port <port>', 'port of the API, 0 for any free one', readPort, 54_321)
    .option('--db-port <port>', 'port of the database, 0 for any free one', readPort, 54_322)
    .addHelpText(
      'after',
      `
Examples:
  npm start                                   simulated world, stays up
  npm start -- --once                         the same, ends after the report
  npm start -- --data ../ml-100k              your own data
  npm start -- --api-port 0 --db-port 0       any free ports`,
    )
    .action(async (given: Record<string, unknown>) => {
      const { data, root, once, ...rest } = parseFlags(flagsSchema, given);
      const dataFolder = data === undefined ? null : resolve(data);
      const options = {
        ...rest,
        dataFolder,
        root: resolve(root ?? defaultRoot(dataFolder)),
        once: once === true,
      };
      const { runStart } = await import('../jobs/start/run-start.ts');
      const { printStartReport } = await import('./print-start-report.ts');
      const signal = abortOnSignals();
      const progress = createProgress('  training');
      console.log(`Starting in ${options.root}`);
      await runStart(options, {
        write: (line) => {
          progress.stop();
          console.log(line);
        },
        onProgress: (done, total, detail) => progress.update(done, total, detail),
        signal,
        whileUp: async (outcome) => {
          printStartReport(outcome, options);
          if (!options.once) await untilAborted(signal);
        },
      });
    });
}

/** One folder for each data set: catalogues of different origin are not for one model. */
function defaultRoot(dataFolder: string | null): string {
  const root = process.env.MATCHING_ROOT ?? '.matching';
  if (dataFolder === null) return root;
  const name = basename(dataFolder).replace(/[^A-Za-z0-9._-]/g, '_');
  return join(root, `${name}-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 6)}`);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    // A signal handler alone does not keep the process up.
    const alive = setInterval(() => undefined, 1 << 30);
    signal.addEventListener('abort', () => {
      clearInterval(alive);
      done();
    });
  });
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('a port is a number from 0 to 65535');
  }
  return port;
}
