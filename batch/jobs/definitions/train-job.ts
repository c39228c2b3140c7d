import { z } from 'zod';
import type { JobContext, JobDefinition } from '../runner/job-definition.ts';
import { checkTraining } from './check-training.ts';
import { overrideTexts, trainingOverrides } from './training-overrides.ts';

const parametersSchema = z.strictObject({
  preset: z.string().min(1).default('quickstart').describe('preset of models/presets'),
  dataset: z.string().min(1).optional().describe('training dataset to use instead of the database'),
  run: z.string().min(1).optional().describe('run folder; default: named by settings and data'),
  restart: z.boolean().default(false).describe('throw an earlier checkpoint away'),
  ...trainingOverrides,
});

/** `matching run train`: the training itself resumes from the checkpoint in its run folder. */
export const trainJob: JobDefinition<typeof parametersSchema> = {
  name: 'train',
  group: 'ml-training',
  title: 'Train a two-tower model and write its artifact',
  parameters: parametersSchema,
  shardable: false,
  run,
};

type Parameters = z.output<typeof parametersSchema>;

async function run(context: JobContext<Parameters>): Promise<Record<string, unknown>> {
  if (context.dryRun) return preview(context);
  const { parameters, root, connection, signal, log } = context;
  const report = await context.step('train', async ({ progress }) => {
    // Loaded when needed: a second of TensorFlow.js for somebody who only asks for the parameters.
    const { trainAndReport } = await import('./train-and-report.ts');
    return trainAndReport({ parameters, root, dbUrl: connection.dbUrl, signal, onProgress: progress });
  });
  for (const note of report.notes) log.info(note);
  log.info({ version: report.version, runFolder: report.runFolder }, 'trained');
  return { ...report };
}

/** Settings as they resolve, and how much there is to train on. */
async function preview(context: JobContext<Parameters>): Promise<Record<string, unknown>> {
  const { preset, dataset, run: runFolder, restart, ...settings } = context.parameters;
  const config = await checkTraining(preset, overrideTexts(settings));
  if (dataset !== undefined) return { dryRun: true, preset, config, dataset };
  const { trainShare, validationShare } = config;
  const { buildTrainingSetJob } = await import('../build-training-set/build-training-set-job.ts');
  const counts = await buildTrainingSetJob.run({ ...context, parameters: { trainShare, validationShare } });
  return { ...counts, preset, config };
}
