import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';
import type { TrainAndReportOptions, TrainingReport } from '../jobs/definitions/train-and-report.ts';

const flagsSchema = z.strictObject({
  preset: z.string().min(1),
  set: z.array(z.string()),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
  dataset: z.string().min(1).optional(),
  run: z.string().min(1).optional(),
  fresh: z.boolean().optional(),
});

/** `matching train`: from what is in the database, or in a training dataset, to a run folder with an artifact. */
export function registerTrainCommand(program: Command): void {
  program
    .command('train')
    .description('Train a model on what is in the database; a killed run goes on from its checkpoint')
    .option('--preset <name>', 'preset of models/presets', 'quickstart')
    .option('--set <key=value>', 'a setting, such as epochs=20; may be repeated', collect, [])
    .option('--dataset <reference>', 'train from this training dataset, such as validated/training')
    .option('--run <folder>', 'run folder (default: <root>/runs/<preset>-<hash of settings and data>)')
    .option('--fresh', 'start over instead of resuming from the checkpoint')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database to read from (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(async (given: Record<string, unknown>) => {
      const flags = parseFlags(flagsSchema, given);
      const { fresh, run, preset, dataset, set, root, dbUrl } = flags;
      // Loaded when needed: the database driver would slow every other command down.
      const { checkTraining } = await import('../jobs/definitions/check-training.ts');
      const { trainJob } = await import('../jobs/definitions/train-job.ts');
      const { parametersFromTexts } = await import('../jobs/runner/parameters-from-texts.ts');
      const settings = parametersFromTexts(trainJob, set);
      // Before the database: what is wrong with the settings is said whether or not it can be reached.
      await checkTraining(preset, set);
      const parameters = { preset, dataset, run, restart: fresh ?? false, ...settings };
      const { runJobFromCli } = await import('./run-job-from-cli.ts');
      const done = await runJobFromCli(trainJob, { parameters, root, dbUrl, fresh, label: 'Training' }).catch(
        (error: unknown) => {
          // A dataset can be trained on where there is no database; nothing is recorded then.
          if (dataset === undefined || (error as { code?: string }).code !== 'STACK_NOT_RUNNING') throw error;
          return trainUnrecorded(parameters, root);
        },
      );
      printTraining(done.report as unknown as TrainingReport);
    });
}

async function trainUnrecorded(
  parameters: TrainAndReportOptions['parameters'],
  root: string,
): Promise<{ report: TrainingReport }> {
  const { trainAndReport } = await import('../jobs/definitions/train-and-report.ts');
  const { abortOnSignals } = await import('./abort-on-signals.ts');
  const { createProgress } = await import('./create-progress.ts');
  const progress = createProgress('Training');
  const options = { parameters, root, signal: abortOnSignals(), onProgress: progress.update };
  return { report: await trainAndReport(options).finally(progress.stop) };
}

function printTraining(report: TrainingReport): void {
  const { metrics, seconds, examplesPerSecond } = report;
  console.log(`dataset ${report.dataset}`);
  console.log(`backend ${report.backend}`);
  console.log(
    `Trained ${report.version} in ${seconds.train.toFixed(1)} s, ${Math.round(examplesPerSecond)} people/s`,
  );
  for (const name of ['model', 'popularity', 'itemKnn'] as const) {
    const { ndcg10, recall20 } = metrics[name] ?? {};
    const figures = `NDCG@10 ${ndcg10?.toFixed(4)}  Recall@20 ${recall20?.toFixed(4)}`;
    console.log(`  ${name.padEnd(10)}  ${metrics[name] ? figures : 'not measured'}`);
  }
  for (const note of report.notes) console.log(note);
  console.log(`Next: npx matching publish ${report.runFolder}`);
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}
