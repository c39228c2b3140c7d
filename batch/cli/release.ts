import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';

const flagsSchema = z.strictObject({
  force: z.boolean().optional(),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
});

/** `matching release promote`: a published version serves from the next request on. */
export function registerReleaseCommand(program: Command): void {
  program
    .command('release')
    .description('Which published version serves')
    .command('promote')
    .description('Make a published version the active one; the active one becomes the previous')
    .argument('<version>')
    .option('--force', 'also when the gate refused the version')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(async (version: string, given: Record<string, unknown>) => {
      const { force = false, root, dbUrl } = parseFlags(flagsSchema, given);
      const { promoteModelJob } = await import('../jobs/definitions/promote-model-job.ts');
      const { runJobFromCli } = await import('./run-job-from-cli.ts');
      await runJobFromCli(promoteModelJob, { parameters: { version, force }, root, dbUrl });
      console.log(`${version} is active`);
    });
}
