import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';
import type { ImportReport } from '../ingest/store-folder.ts';

const flagsSchema = z.strictObject({
  likeMin: z.number().optional(),
  nopeMax: z.number().optional(),
  source: z.string().min(1).max(200).optional(),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
});

/** `matching import`: brings a folder of RecBole atomic files into the database. */
export function registerImportCommand(program: Command): void {
  program
    .command('import')
    .description(
      'Import a catalogue and decisions from a folder of RecBole atomic files (.inter, .item, .user)',
    )
    .argument('<folder>', 'holds one data set')
    .option('--like-min <rating>', 'ratings from here up are likes (default: 4; 1 for a label column)')
    .option('--nope-max <rating>', 'ratings up to here are nopes (default: 2; 0 for a label column)')
    .option('--source <name>', 'what the rows are filed under (default: name of the data set)')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database to import into (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(async (folder: string, given: Record<string, unknown>) => {
      const { root, dbUrl, source, ...limits } = parseFlags(flagsSchema, given);
      // Loaded when needed: the database driver would slow every other command down.
      const { createProgress } = await import('./create-progress.ts');
      const { readFolder } = await import('../ingest/read-folder.ts');
      const { storeFolder } = await import('../ingest/store-folder.ts');
      const { connectDatabase } = await import('../io/connect-database.ts');
      const { resolveConnection } = await import('../io/resolve-connection.ts');
      const progress = createProgress('Reading');
      // The files first: what is wrong with them is said whether or not a database can be reached.
      const data = await readFolder(folder, { ...limits, onProgress: progress.update }).finally(
        progress.stop,
      );
      const connection = await resolveConnection({ root, flags: { dbUrl } });
      const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching import' });
      try {
        printReport(await storeFolder(client, data, { source }));
      } finally {
        await client.end();
      }
    });
}

function printReport({ source, people, rows, items, decisions }: ImportReport): void {
  console.log(`Imported ${source}`);
  console.log(
    `  interactions  ${rows.read} read = ${rows.likes} likes + ${rows.nopes} nopes + ` +
      `${rows.ignored} ignored (neutral) + ${rows.superseded} superseded (decided again later)`,
  );
  console.log(
    `  decisions     ${decisions.added} added, ${decisions.changed} changed, ${decisions.unchanged} unchanged, ` +
      `of ${people} people`,
  );
  console.log(`  items         ${items.added} added, ${items.changed} changed, ${items.unchanged} unchanged`);
}
