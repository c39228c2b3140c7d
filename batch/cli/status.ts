import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';

const flagsSchema = z.strictObject({
  limit: z.int().min(1).max(1000),
  json: z.boolean().optional(),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
});

/** `matching status [run id or job]`. */
export function registerStatusCommand(program: Command): void {
  program
    .command('status')
    .description('Show recent runs; with a job: its runs; with a run id or its beginning: steps and report')
    .argument('[run or job]')
    .option('--limit <count>', 'runs to list', '15')
    .option('--json', 'as JSON')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(async (what: string | undefined, given: Record<string, unknown>) => {
      const { root, dbUrl, limit, json } = parseFlags(flagsSchema, given);
      const { findJob } = await import('../jobs/find-job.ts');
      const { isRunId } = await import('../jobs/runner/is-run-id.ts');
      const job = what === undefined || isRunId(what) ? undefined : findJob(what).entry.name;
      const { connectDatabase } = await import('../io/connect-database.ts');
      const { resolveConnection } = await import('../io/resolve-connection.ts');
      const { readRun, readRuns } = await import('../jobs/runner/read-runs.ts');
      const connection = await resolveConnection({ root, flags: { dbUrl } });
      const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching status' });
      try {
        if (what !== undefined && job === undefined) {
          const run = await readRun(client, what);
          if (json) return console.log(JSON.stringify(run));
          const { printRunDetail } = await import('./print-run-detail.ts');
          return printRunDetail(run, root);
        }
        const runs = await readRuns(client, { limit, ...(job !== undefined && { job }) });
        if (json) return console.log(JSON.stringify({ runs }));
        const { printRuns } = await import('./print-runs.ts');
        printRuns(runs);
      } finally {
        await client.end();
      }
    });
}
