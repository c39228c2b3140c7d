import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';

const flagsSchema = z.strictObject({
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
  against: z.string().min(1).optional(),
  days: z.number().positive().max(3650),
  at: z.enum(['place', 'page']),
  clip: z.number().positive(),
  withEarlier: z.boolean().optional(),
  report: z.string().min(1).optional(),
  json: z.boolean().optional(),
});

/** Adds `off-policy` to `matching models`. */
export function registerModelsOffPolicyCommand(models: Command): void {
  models
    .command('off-policy')
    .description(
      'Judge a model by the pages that were shown to consenting people: inverse-propensity estimates',
    )
    .argument('<model>', 'version, name of a run, or run folder')
    .option('--against <model>', 'another model, or "active" for the one that serves')
    .option('--days <count>', 'pages of so many days', '30')
    .option(
      '--at <match>',
      'what counts as shown by the model too: the same item at its place, or on the page',
      'place',
    )
    .option('--clip <weight>', 'largest weight of an impression', '100')
    .option('--with-earlier', 'pages of before a model was made too, which it may have been trained on')
    .option('--report <file>', 'write all figures here, as JSON')
    .option('--json', 'print JSON')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database of the log (default: SUPABASE_DB_URL, else the stack)')
    .action(run);
}

async function run(reference: string, given: Record<string, unknown>): Promise<void> {
  const { against, json, withEarlier, ...options } = parseFlags(flagsSchema, given);
  const { findModel } = await import('../jobs/models/find-model.ts');
  const { findActiveModel } = await import('../jobs/models/find-active-model.ts');
  const { evaluateOffPolicy } = await import('../jobs/off-policy/evaluate-off-policy.ts');
  const { abortOnSignals } = await import('./abort-on-signals.ts');
  const find = (name: string) => (name === 'active' ? findActiveModel(options) : findModel(name, options));
  const models = [await find(reference), ...(against === undefined ? [] : [await find(against)])];
  const report = await evaluateOffPolicy(models, {
    ...options,
    withEarlier: withEarlier ?? false,
    signal: abortOnSignals(),
    ...(!json && { onStep: (step: string) => console.log(`${step} …`) }),
  });
  if (json) return console.log(JSON.stringify(report, null, 2));
  const { printOffPolicy } = await import('./print-off-policy.ts');
  printOffPolicy(report, options.report);
}
