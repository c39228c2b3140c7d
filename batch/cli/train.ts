import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';
import { abortOnSignals } from './abort-on-signals.ts';
import { createProgress } from './create-progress.ts';

const flagsSchema = z.strictObject({
  preset: z.string().min(1),
  set: z.array(z.string()),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
  run: z.string().min(1).optional(),
  fresh: z.boolean().optional(),
});

/** `matching train`: from what is in the database to a run folder with an artifact. */
export function registerTrainCommand(program: Command): void {
  program
    .command('train')
    .description('Train a model on what is in the database; a killed run goes on from its checkpoint')
    .option('--preset <name>', 'preset of models/presets', 'quickstart')
    .option('--set <key=value>', 'a setting, such as epochs=20; may be repeated', collect, [])
    .option('--run <folder>', 'run folder (default: <root>/runs/<preset>-<hash of settings and data>)')
    .option('--fresh', 'start over instead of resuming from the checkpoint')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database to read from (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(async (given: Record<string, unknown>) => {
      const flags = parseFlags(flagsSchema, given);
      const { trainFromDatabase } = await import('../jobs/train-from-database.ts');
      const signal = abortOnSignals();
      const progress = createProgress('Training');
      try {
        const { runFolder, model } = await trainFromDatabase({
          ...flags,
          runsFolder: join(flags.root, 'runs'),
          signal,
          onBackend: (backend) => console.log(`backend ${backend}`),
          onProgress: ({ step, steps, loss, examplesPerSecond }) =>
            progress.update(
              step,
              steps,
              `loss ${loss.toFixed(3)}, ${Math.round(examplesPerSecond)} people/s`,
            ),
        });
        progress.stop();
        const { metrics, version } = model.manifest;
        console.log(
          `Trained ${version} in ${model.seconds.train.toFixed(1)} s, ${Math.round(model.examplesPerSecond)} people/s`,
        );
        for (const name of ['model', 'popularity', 'itemKnn'] as const) {
          const { ndcg10, recall20 } = metrics[name] ?? {};
          console.log(
            `  ${name.padEnd(10)}  NDCG@10 ${ndcg10?.toFixed(4)}  Recall@20 ${recall20?.toFixed(4)}`,
          );
        }
        console.log(`Next: npx matching publish ${runFolder}`);
      } finally {
        progress.stop();
      }
    });
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}
