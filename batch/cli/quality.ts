import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';

const flagsSchema = z.strictObject({
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
  rules: z.string().min(1).optional(),
  json: z.boolean().optional(),
});

/** Adds `matching quality report`. */
export function registerQualityCommand(program: Command): void {
  program
    .command('quality')
    .description('How good the stored catalogue is')
    .command('report')
    .description('Score the catalogue of the database and write the report as HTML and JSON')
    .option('--rules <file>', 'JSON file with quality rules (default: the built-in ones)')
    .option('--json', 'print the report')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(report);
}

async function report(given: Record<string, unknown>): Promise<void> {
  const { root, dbUrl, rules, json } = parseFlags(flagsSchema, given);
  const { join, resolve } = await import('node:path');
  const { dataQualityJob } = await import('../jobs/data-quality/data-quality-job.ts');
  const { readReport } = await import('../validate/report/read-report.ts');
  const { readRuleSet } = await import('../validate/rules/read-rule-set.ts');
  const { reportPaths } = await import('../validate/report/write-report.ts');
  const { AppError } = await import('../../shared/errors/app-error.ts');
  const { printQuality } = await import('./print-quality.ts');
  const { runJobFromCli } = await import('./run-job-from-cli.ts');
  // The rules first: what is wrong with them is said whether or not a database can be reached.
  await readRuleSet('catalogue', rules);
  const print = async (path: string) => {
    const found = await readReport(path);
    if (json) console.log(JSON.stringify(found, null, 2));
    else printQuality(found, reportPaths(join(root, 'data'), found).html);
  };
  try {
    const { runId } = await runJobFromCli(dataQualityJob, {
      parameters: { ...(rules && { rules: resolve(rules) }) },
      root,
      dbUrl,
      // What an earlier run found is no answer: items come and go.
      fresh: true,
      label: 'Looking at items',
    });
    await print(reportPaths(join(root, 'data'), { name: 'stored-catalogue', version: runId }).json);
  } catch (error) {
    const path = error instanceof AppError ? error.details?.report : undefined;
    if (typeof path === 'string') await print(path);
    throw error;
  }
}
