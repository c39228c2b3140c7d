import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';

const flagsSchema = z.strictObject({
  json: z.boolean().optional(),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
});

/** `matching list [job]`. */
export function registerListCommand(program: Command): void {
  program
    .command('list')
    .description('List jobs and pipelines by group with their last run; with a job: its parameters')
    .argument('[job]', 'show what it can be told')
    .option('--json', 'as JSON')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(async (name: string | undefined, given: Record<string, unknown>) => {
      const { json, ...where } = parseFlags(flagsSchema, given);
      if (name !== undefined) return showJob(name, json === true);
      const { registry } = await import('../jobs/registry.ts');
      const { findLastRuns } = await import('../jobs/find-last-runs.ts');
      const { lastRuns, problem } = await findLastRuns(where);
      if (json) {
        const jobs = registry.map(({ name: job, group, title, aliases = {} }) => {
          const last = lastRuns?.get(job);
          const { id, status, startedAt } = last ?? {};
          return { name: job, group, title, aliases, lastRun: last ? { id, status, startedAt } : null };
        });
        return console.log(JSON.stringify({ jobs, lastRunsKnown: lastRuns !== null }));
      }
      const { printJobs } = await import('./print-jobs.ts');
      printJobs(registry, lastRuns);
      if (problem !== null) console.log(`\nLast runs are not shown: ${problem}`);
    });
}

async function showJob(name: string, json: boolean): Promise<void> {
  const { findJob } = await import('../jobs/find-job.ts');
  const { entry } = findJob(name);
  const definition = await entry.load();
  if (!json) {
    const { printJob } = await import('./print-job.ts');
    return printJob(entry, definition);
  }
  const { describeParameters } = await import('../jobs/describe-parameters.ts');
  const { load, ...known } = entry;
  const { shardable } = definition;
  console.log(JSON.stringify({ ...known, shardable, parameters: describeParameters(definition) }));
}
