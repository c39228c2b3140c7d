import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';

const flagsSchema = z.strictObject({
  follow: z.boolean().optional(),
  json: z.boolean().optional(),
  root: z.string().min(1),
});

/** `matching logs <run id or job>`. */
export function registerLogsCommand(program: Command): void {
  program
    .command('logs')
    .description('Show the log of a run, or of the newest run of a job, that this machine has')
    .argument('<run or job>')
    .option('--follow', 'go on until the run ends')
    .option('--json', 'the JSON lines as they are')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .action(async (what: string, given: Record<string, unknown>) => {
      const { follow, json, root } = parseFlags(flagsSchema, given);
      const { findJob } = await import('../jobs/find-job.ts');
      const { findRunLog } = await import('../jobs/runner/find-run-log.ts');
      const { followLog } = await import('../jobs/runner/follow-log.ts');
      const { isRunId } = await import('../jobs/runner/is-run-id.ts');
      const { abortOnSignals } = await import('./abort-on-signals.ts');
      const { formatLogLine } = await import('./format-log-line.ts');
      const wanted = isRunId(what) ? { runId: what } : { job: findJob(what).entry.name };
      const file = await findRunLog(join(root, 'data'), wanted);
      const signal = follow ? abortOnSignals() : null;
      for await (const line of followLog(file, signal)) console.log(json ? line : formatLogLine(line));
      signal?.throwIfAborted();
    });
}
