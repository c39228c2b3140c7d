import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';
import type { FinishedRun } from '../jobs/runner/run-job.ts';

const flagsSchema = z.strictObject({
  set: z.array(z.string()),
  params: z.string().min(1).optional(),
  shard: z.string().min(1).optional(),
  dryRun: z.boolean().optional(),
  fresh: z.boolean().optional(),
  verbose: z.boolean().optional(),
  json: z.boolean().optional(),
  help: z.boolean().optional(),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
});

/** `matching run <job or pipeline>`. */
export function registerRunCommand(program: Command): void {
  const command = program
    .command('run')
    .description('Run a job or pipeline; one that did not succeed goes on with what it had not finished')
    .argument('[job]', 'a name of "matching list"')
    .option('--set <key=value>', 'a parameter; may be repeated', collect, [])
    .option('--params <file>', 'parameters as a JSON object; --set goes before them')
    .option('--dry-run', 'read and report, change nothing, record nothing')
    .option('--shard <part/parts>', 'only this part of the work, such as 2/4')
    .option('--fresh', 'a new run even where an unfinished one could go on')
    .option('--verbose', 'the log also to stderr')
    .option('--json', 'the report as JSON')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)')
    .helpOption(false)
    .option('-h, --help', 'this help; with a job: its parameters')
    .action(async (name: string | undefined, given: Record<string, unknown>) => {
      const flags = parseFlags(flagsSchema, given);
      if (name === undefined) return flags.help ? command.outputHelp() : command.help({ error: true });
      const { findJob } = await import('../jobs/find-job.ts');
      const { entry, parameters } = findJob(name);
      const definition = await entry.load();
      if (flags.help) {
        const { printJob } = await import('./print-job.ts');
        return printJob(entry, definition);
      }
      const { parametersFromTexts } = await import('../jobs/runner/parameters-from-texts.ts');
      const { parseShard } = await import('../jobs/runner/parse-shard.ts');
      const { readParametersFile } = await import('../jobs/runner/read-parameters-file.ts');
      const { runJobFromCli } = await import('./run-job-from-cli.ts');
      const fromFile = flags.params === undefined ? {} : await readParametersFile(flags.params);
      const fromTexts = parametersFromTexts(definition, flags.set);
      const began = performance.now();
      const run = await runJobFromCli(definition, {
        parameters: mergeParameters(mergeParameters(parameters, fromFile), fromTexts),
        ...flags,
        shard: flags.shard === undefined ? null : parseShard(flags.shard),
        onClaim: ({ runId, attempt }) =>
          console.error(
            `run ${runId} of ${definition.name}${flags.dryRun ? ' (dry run)' : ''}${attempt > 1 ? `, attempt ${attempt}` : ''}`,
          ),
        onStep: ({ name: step, status }) => {
          if (status !== 'failed') console.error(`  ${step}: ${status}`);
        },
      });
      await printRun(run, {
        name: definition.name,
        json: flags.json,
        seconds: (performance.now() - began) / 1000,
      });
    });
}

/** Groups of parameters are merged, single ones replaced. */
function mergeParameters(
  under: Record<string, unknown>,
  over: Record<string, unknown>,
): Record<string, unknown> {
  const merged = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isGroup(below) && isGroup(value) ? mergeParameters(below, value) : value;
  }
  return merged;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Printed {
  name: string;
  json: boolean | undefined;
  seconds: number;
}

async function printRun(run: FinishedRun, { name, json, seconds }: Printed): Promise<void> {
  if (json)
    return console.log(
      JSON.stringify({ run: run.runId, job: name, resumed: run.resumed, report: run.report }),
    );
  const { formatDuration } = await import('./format-duration.ts');
  const { formatFields } = await import('./format-fields.ts');
  const { terminalWidth } = await import('./terminal-width.ts');
  console.log(`${name} succeeded after ${formatDuration(seconds)}`);
  for (const line of formatFields(run.report, { width: terminalWidth(), indent: 2 })) console.log(line);
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}
