import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';
import type { ImportReport } from '../jobs/import-files/import-report.ts';

const flagsSchema = z.strictObject({
  source: z.string().min(1).max(200).optional(),
  kind: z.enum(['events', 'catalogue']).optional(),
  format: z.enum(['atomic', 'csv', 'jsonl', 'parquet']).optional(),
  mapping: z.string().min(1).optional(),
  likeMin: z.number().optional(),
  nopeMax: z.number().optional(),
  allLikes: z.boolean().optional(),
  times: z.boolean(),
  unknownItems: z.enum(['quarantine', 'create']).optional(),
  maxRejectShare: z.number().min(0).max(1).optional(),
  memoryMb: z.int().min(128).optional(),
  datasetOnly: z.boolean().optional(),
  dryRun: z.boolean().optional(),
  fresh: z.boolean().optional(),
  shard: z.string().min(1).optional(),
  verbose: z.boolean().optional(),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
});

/** `matching import`: brings files into the data root and the database. */
export function registerImportCommand(program: Command): void {
  program
    .command('import')
    .description(
      'Import events and catalogues: RecBole atomic files, CSV, JSON Lines or Parquet, also gzipped.\n' +
        'Refused rows go to quarantine with their reason; importing the same files again changes nothing.',
    )
    .argument('<paths...>', 'files, or folders that hold one RecBole data set each')
    .option('--source <name>', 'what the rows are filed under (default: name of the data set)')
    .option('--kind <kind>', 'events or catalogue, of files that are no atomic files')
    .option('--format <format>', 'atomic, csv, jsonl or parquet (default: by the ending)')
    .option('--mapping <file>', 'JSON file that says which column is what; see docs/data.md')
    .option('--like-min <rating>', 'ratings from here up are likes (default: 4; 1 for a label column)')
    .option('--nope-max <rating>', 'ratings up to here are nopes (default: 2; 0 for a label column)')
    .option('--all-likes', 'every row is a like: the files have no ratings')
    .option('--no-times', 'the files have no times: rows count in their order')
    .option(
      '--unknown-items <what>',
      'events on items outside the catalogue: quarantine or create (default: create without a catalogue file)',
    )
    .option('--max-reject-share <share>', 'share of rows that may be refused (default: 0.01)')
    .option('--memory-mb <megabytes>', 'memory for sorting and joining (default: 1024)')
    .option('--dataset-only', 'make the datasets, store nothing; needs no database')
    .option('--dry-run', 'say what would become of each row, change nothing')
    .option('--fresh', 'begin a new run where an unfinished one could go on')
    .option('--shard <part>', 'take one part of the people, such as 2/4')
    .option('--verbose', 'the log also to stderr')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database to import into (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(async (paths: string[], given: Record<string, unknown>) => {
      const { times, mapping, ...flags } = parseFlags(flagsSchema, given);
      const { root, dbUrl, dryRun, fresh, shard: part, verbose, ...options } = flags;
      // Loaded when needed: the database driver would slow every other command down.
      const { abortOnSignals } = await import('./abort-on-signals.ts');
      const { createProgress } = await import('./create-progress.ts');
      const { printImport } = await import('./print-import.ts');
      const { runJobFromCli } = await import('./run-job-from-cli.ts');
      const { readImportMapping } = await import('../ingest/files/read-import-mapping.ts');
      const { importFilesJob } = await import('../jobs/import-files/import-files-job.ts');
      const { importWithoutRun } = await import('../jobs/import-files/import-without-run.ts');
      const { readPlan } = await import('../jobs/import-files/read-plan.ts');
      const { parseShard } = await import('../jobs/runner/parse-shard.ts');
      const parameters = {
        ...options,
        // The same run, whatever folder it is started in.
        paths: paths.map((path) => resolve(path)),
        ...(mapping !== undefined && { mapping: resolve(mapping) }),
        noTimes: !times,
      };
      const shard = part === undefined ? null : parseShard(part);
      // What is wrong with the files is said whether or not a database can be reached.
      await readPlan({
        ...parameters,
        mapping: mapping === undefined ? undefined : await readImportMapping(mapping),
      });
      if (options.datasetOnly || dryRun) {
        const signal = abortOnSignals();
        const progress = createProgress('Importing');
        const report = await importWithoutRun({
          ...{ root, dbUrl, shard, signal, parameters },
          dryRun: dryRun === true,
          onProgress: progress.update,
        }).finally(progress.stop);
        printImport(report);
        return;
      }
      const run = { root, dbUrl, fresh, verbose, shard, parameters, label: 'Importing' };
      const { report } = await runJobFromCli(importFilesJob, run);
      printImport(report as unknown as ImportReport);
    });
}
