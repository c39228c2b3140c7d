import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';

const flagsSchema = z.strictObject({ root: z.string().min(1) });

/** `matching publish`: artifact to Storage, vectors to the database, both verified. Nothing serves it yet. */
export function registerPublishCommand(program: Command): void {
  program
    .command('publish')
    .description('Publish a training run: artifact to Storage, vectors to the database, both read back')
    .argument('<run>', 'run folder, as "matching train" prints it')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .action(async (run: string, given: Record<string, unknown>) => {
      const { root } = parseFlags(flagsSchema, given);
      // Loaded when needed: the database driver would slow every other command down.
      const { publishModelJob } = await import('../jobs/definitions/publish-model-job.ts');
      const { runJobFromCli } = await import('./run-job-from-cli.ts');
      const { report } = await runJobFromCli(publishModelJob, {
        parameters: { run },
        root,
        onProgress: ({ detail }) => console.log(`${detail} …`),
      });
      const { version, rows, indexed } = report;
      console.log(`Published ${version}: ${rows} vectors${indexed ? ', indexed' : ''}, verified`);
      console.log(`Next: npx matching release candidate ${version}`);
    });
}
