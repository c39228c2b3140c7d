import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';

const flagsSchema = z.strictObject({
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
  set: z.array(z.string()),
  params: z.string().min(1).optional(),
  json: z.boolean().optional(),
});

/** Adds `matching monitor drift | bias`. */
export function registerMonitorCommand(program: Command): void {
  const monitor = program
    .command('monitor')
    .description('Whether what is shown still fits, and whom it favours');
  const add = (name: 'drift' | 'bias', description: string) =>
    monitor
      .command(name)
      .description(`${description}; exit status 2 over a limit`)
      .option(
        '--set <key=value>',
        `a limit or setting; may be repeated; "matching list monitor-${name}" shows all`,
        collect,
        [],
      )
      .option('--params <file>', 'limits and settings as a JSON object; --set goes before them')
      .option('--json', 'print the report')
      .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
      .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)')
      .action((given: Record<string, unknown>) => run(name, given));
  add('drift', 'Compare the last days with what the serving version learned from');
  add('bias', 'Measure which makers, items, places and groups of people are favoured');
}

async function run(name: 'drift' | 'bias', given: Record<string, unknown>): Promise<void> {
  const { root, dbUrl, set, params, json } = parseFlags(flagsSchema, given);
  const { readFile } = await import('node:fs/promises');
  const { findJob } = await import('../jobs/find-job.ts');
  const { parametersFromTexts } = await import('../jobs/runner/parameters-from-texts.ts');
  const { readParametersFile } = await import('../jobs/runner/read-parameters-file.ts');
  const { monitorReportSchema } = await import('../monitor/monitor-report.ts');
  const { AppError } = await import('../../shared/errors/app-error.ts');
  const { printMonitor } = await import('./print-monitor.ts');
  const { runJobFromCli } = await import('./run-job-from-cli.ts');
  const definition = await findJob(`monitor-${name}`).entry.load();
  const print = async (path: string) => {
    const report = monitorReportSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    if (json) console.log(JSON.stringify(report, null, 2));
    else printMonitor(report, path.replace(/json$/, 'html'));
  };
  try {
    const fromFile = params === undefined ? {} : await readParametersFile(params);
    const { report } = await runJobFromCli(definition, {
      parameters: { ...fromFile, ...parametersFromTexts(definition, set) },
      ...{ root, dbUrl },
      // What an earlier run found is no answer.
      fresh: true,
      label: 'Measuring',
    });
    await print(String(report.json));
  } catch (error) {
    const path = error instanceof AppError ? error.details?.report : undefined;
    if (typeof path === 'string') await print(path);
    throw error;
  }
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}
