import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';

const flagsSchema = z.strictObject({
  json: z.boolean().optional(),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
});

/** `matching doctor`: what this machine has, what is missing and how to get it. */
export function registerDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('Look at what this machine has for training and serving, and what is missing')
    .option('--json', 'as JSON')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(async (given: Record<string, unknown>) => {
      const { json, root, dbUrl } = parseFlags(flagsSchema, given);
      const { runDoctor } = await import('../jobs/doctor/run-doctor.ts');
      const report = await runDoctor({ root, dbUrl });
      if (json) console.log(JSON.stringify(report, null, 2));
      else {
        const { printDoctor } = await import('./print-doctor.ts');
        printDoctor(report);
      }
      if (report.missing.length === 0) return;
      const { AppError } = await import('../../shared/errors/app-error.ts');
      throw new AppError(
        'ENVIRONMENT_INCOMPLETE',
        `Cannot work on this machine: ${report.missing.join(', ')} missing or not working`,
        { hint: 'What each of them wants is said above.' },
      );
    });
}
