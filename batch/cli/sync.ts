import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';
import type { JobDefinition } from '../jobs/runner/job-definition.ts';

const flagsSchema = z.strictObject({
  full: z.boolean().optional(),
  floors: z.string().min(1).optional(),
  rps: z.number().positive().optional(),
  set: z.array(z.string()).default([]),
  dryRun: z.boolean().optional(),
  fresh: z.boolean().optional(),
  verbose: z.boolean().optional(),
  json: z.boolean().optional(),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
});

/** `matching sync dmm`: brings the catalogue of a source up to date. */
export function registerSyncCommand(program: Command): void {
  const sync = program.command('sync').description('Bring the catalogue up to date with its source');
  sync
    .command('dmm')
    .description(
      'Sync items, terms and rankings from the DMM API (DMM_API_ID and DMM_AFFILIATE_ID in the environment)',
    )
    .option('--full', 'everything that is listed, not only what is new; hides what is gone')
    .option('--floors <codes>', 'floors, with commas between them (default: videoa,videoc)')
    .option('--rps <number>', 'requests a second (default: 1)')
    .option('--set <key=value...>', 'other parameters of dmm-sync; "matching list dmm-sync" shows them')
    .option('--dry-run', 'say what would be fetched, change nothing')
    .option('--fresh', 'do not go on with a sync that did not end')
    .option('--verbose', 'the log also to stderr')
    .option('--json', 'the report as JSON')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database to sync into (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(async (given: Record<string, unknown>) => {
      const { full, floors, rps, set, json, ...options } = parseFlags(flagsSchema, given);
      // Loaded when needed: the database driver would slow every other command down.
      const { dmmBackfillJob } = await import('../jobs/dmm-sync/dmm-backfill-job.ts');
      const { dmmSyncJob } = await import('../jobs/dmm-sync/dmm-sync-job.ts');
      const { parametersFromTexts } = await import('../jobs/runner/parameters-from-texts.ts');
      const { formatFields } = await import('./format-fields.ts');
      const { runJobFromCli } = await import('./run-job-from-cli.ts');
      const { terminalWidth } = await import('./terminal-width.ts');
      // Two types of one shape: the runner reads nothing but the common part.
      const job: JobDefinition = full ? dmmBackfillJob : dmmSyncJob;
      const parameters = {
        ...parametersFromTexts(job, set),
        ...(floors !== undefined && { floors }),
        ...(rps !== undefined && { requestsPerSecond: rps }),
      };
      const { report, resumed } = await runJobFromCli(job, { ...options, parameters });
      if (json) return console.log(JSON.stringify(report));
      console.log(`${job.name} succeeded${resumed ? ', after it went on where it had stopped' : ''}`);
      for (const line of formatFields(report, { width: terminalWidth(), indent: 2 })) console.log(line);
    });
}
