import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';
import type { MigrationReport } from '../jobs/migrate-earlier-app/migration-report.ts';

const flagsSchema = z.strictObject({
  source: z.string().min(1).optional(),
  maxRejects: z.number().min(0).max(1).optional(),
  json: z.boolean().optional(),
  fresh: z.boolean().optional(),
  verbose: z.boolean().optional(),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
});

/** `matching migrate audit|run`: carries over an export of the earlier app. */
export function registerMigrateCommand(program: Command): void {
  const migrate = program.command('migrate').description('Carry over the data of the earlier app');
  const audit = migrate
    .command('audit')
    .description(
      'Read a whole export and report what would be carried over, what not and why; change nothing',
    );
  const run = migrate
    .command('run')
    .description('Carry an export over; a second time changes nothing')
    .option('--max-rejects <share>', 'share of a table that may be quarantined (default: 0.05)')
    .option('--fresh', 'a new run even where an unfinished one could go on');
  for (const [command, dryRun] of [
    [audit, true],
    [run, false],
  ] as const) {
    command
      .argument('<folder>', 'one file a table: CSV, JSON or JSON Lines, each also .gz')
      .option('--source <name>', 'what all items are filed under (default: the source in their row)')
      .option('--json', 'the report as JSON')
      .option('--verbose', 'the log also to stderr')
      .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
      .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)')
      .action((folder: string, given: Record<string, unknown>) => act(folder, given, dryRun));
  }
}

async function act(folder: string, given: Record<string, unknown>, dryRun: boolean): Promise<void> {
  const { source, maxRejects, json, ...options } = parseFlags(flagsSchema, given);
  // Loaded when needed: DuckDB would slow every other command down.
  const { formatMigrationReport } = await import('../jobs/migrate-earlier-app/format-migration-report.ts');
  const { migrateEarlierAppJob } = await import('../jobs/migrate-earlier-app/migrate-earlier-app-job.ts');
  const { runJobFromCli } = await import('./run-job-from-cli.ts');
  const { resolve } = await import('node:path');
  const parameters = {
    folder: resolve(folder),
    ...(source !== undefined && { source }),
    ...(maxRejects !== undefined && { maxRejectShare: maxRejects }),
  };
  const { report } = await runJobFromCli(migrateEarlierAppJob, { ...options, parameters, dryRun });
  if (json) return console.log(JSON.stringify(report, null, 2));
  process.stdout.write(formatMigrationReport(report as unknown as MigrationReport));
  console.log(`\nReport: ${String(report.folder)}`);
}
