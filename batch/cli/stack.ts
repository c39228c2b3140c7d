import { type Command, InvalidArgumentError, Option } from 'commander';
import { stackPaths } from '../stack/stack-paths.ts';

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535');
  return port;
}

interface StartFlags {
  root: string;
  apiPort: number;
  dbPort: number;
  functionsDir?: string;
  foreground?: boolean;
  logLevel?: 'silent' | 'info' | 'debug';
}

/** Adds `matching stack start | stop | status | reset`. */
export function registerStackCommand(program: Command): void {
  const stack = program
    .command('stack')
    .description('The embedded Supabase-shaped stack: database, API, functions');
  const add = (name: string, description: string) =>
    stack
      .command(name)
      .description(description)
      .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching');

  add('start', 'Start the stack in the background and wait until it is ready')
    .option('--api-port <port>', 'port of the API, 0 for any free one', readPort, 54_321)
    .option('--db-port <port>', 'port of the database, 0 for any free one', readPort, 54_322)
    .option('--functions-dir <folder>', 'folder of the Edge Functions (default: supabase/functions)')
    .addOption(
      new Option('--log-level <level>', 'how much to log; debug: also what each call took').choices([
        'silent',
        'info',
        'debug',
      ]),
    )
    .option('--foreground', 'stay in the foreground and log to stderr')
    .action(async (flags: StartFlags) => {
      const options = {
        root: flags.root,
        apiPort: flags.apiPort,
        dbPort: flags.dbPort,
        ...(flags.functionsDir ? { functionsFolder: flags.functionsDir } : {}),
        // Without a file it goes to stderr, which in the background is the stack's file.
        ...(flags.logLevel ? { log: { level: flags.logLevel } } : {}),
      };
      // Loaded when needed: PGlite and the gateway would slow every other command down.
      if (flags.foreground) {
        const { runStackInForeground } = await import('../stack/run-stack-in-foreground.ts');
        await runStackInForeground(options);
      } else {
        const { runStackInBackground } = await import('../stack/run-stack-in-background.ts');
        const { apiUrl, dbPort } = await runStackInBackground(options);
        console.log(`API       ${apiUrl}`);
        console.log(`database  127.0.0.1:${dbPort}`);
        console.log(`keys      ${stackPaths(flags.root).keys} (or: matching stack status --env)`);
      }
    });

  add('stop', 'Stop the stack; its data stays').action(async (flags: { root: string }) => {
    const { stopStack } = await import('../stack/stop-stack.ts');
    await stopStack(flags.root);
    console.log('stack stopped');
  });

  add('status', 'Show whether the stack runs and where; exit status 3 when it does not')
    .option('--json', 'print one JSON object, without keys')
    .option('--env', 'print export lines with addresses and keys')
    .action(async (flags: { root: string; json?: boolean; env?: boolean }) => {
      const { printStackStatus } = await import('../stack/print-stack-status.ts');
      await printStackStatus(flags);
    });

  add('reset', 'Delete database and files of the stack; its keys stay')
    .option('--yes', 'really delete')
    .action(async (flags: { root: string; yes?: boolean }) => {
      const { resetStack } = await import('../stack/reset-stack.ts');
      await resetStack(flags.root, flags.yes === true);
      console.log('database and files deleted');
    });
}
