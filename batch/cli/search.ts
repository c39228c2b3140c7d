import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';

const flagsSchema = z.strictObject({ json: z.boolean().optional() });

/** `matching search <words>`. */
export function registerSearchCommand(program: Command): void {
  program
    .command('search')
    .description('Find jobs and pipelines by words of their names, titles and parameters')
    .argument('<words...>')
    .option('--json', 'as JSON')
    .action(async (words: string[], given: Record<string, unknown>) => {
      const { json } = parseFlags(flagsSchema, given);
      const { searchJobs } = await import('../jobs/search-jobs.ts');
      const { registry } = await import('../jobs/registry.ts');
      const { found, nearest } = await searchJobs(words.join(' '), registry);
      if (json) {
        const jobs = found.map(({ name, group, title, aliases = {} }) => ({ name, group, title, aliases }));
        return console.log(JSON.stringify({ jobs, nearest }));
      }
      if (found.length === 0) {
        return console.log(`Nothing matches ${words.join(' ')}. The nearest name is ${nearest}.`);
      }
      const { printJobs } = await import('./print-jobs.ts');
      printJobs(found, null);
    });
}
