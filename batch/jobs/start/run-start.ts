import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { presetsFolder } from '../../config/presets-folder.ts';
import { resolveConfig } from '../../config/resolve-config.ts';
import { connectDatabase } from '../../io/connect-database.ts';
import { createSupabaseClient } from '../../io/create-supabase-client.ts';
import { runFolderPaths } from '../../publish/run-folder-paths.ts';
import { applyMigrations } from '../../stack/apply-migrations.ts';
import type { RunningStack } from '../../stack/read-stack-state.ts';
import { trainingConfigSchema } from '../../train/training-config.ts';
import { readPlan } from '../import-files/read-plan.ts';
import type { BuildModelContext } from './build-model.ts';
import { demonstrate } from './demonstrate.ts';
import { ensureStack } from './ensure-stack.ts';
import { readFinishedStart, writeFinishedStart } from './finished-start.ts';
import type { StartOptions } from './start-options.ts';
import type { StartReport } from './start-report.ts';
import { StepLog } from './step-log.ts';

export interface StartHooks {
  write: (line: string) => void;
  onProgress: (done: number, total: number, detail: string) => void;
  signal: AbortSignal;
  /** Called when everything is up, with the report; the stack is stopped when it resolves, if it was started here. */
  whileUp: (outcome: StartOutcome) => Promise<void>;
}

export interface StartOutcome {
  stack: RunningStack;
  report: StartReport;
  reportPath: string;
}

const projectFolder = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Everything from an empty folder to live recommendations. What a start before this one left is used again. A stack
 * that was started here is stopped at the end, however it ends.
 */
export async function runStart(options: StartOptions, hooks: StartHooks): Promise<void> {
  // What can be wrong with the question is said before anything is started.
  const { preset, set, dataFolder } = options;
  const config = await resolveConfig(trainingConfigSchema, { presetsFolder, preset, set });
  if (dataFolder !== null) await readPlan({ paths: [dataFolder] });
  await mkdir(options.root, { recursive: true });
  const steps = new StepLog(hooks.write, hooks.signal);
  const ensured = await steps.step(
    'stack',
    () => ensureStack(options),
    ({ stack, started }) => `${started ? 'started' : 'runs already'} at ${stack.apiUrl}`,
  );
  try {
    const outcome = await bringUp({ options, config }, ensured.stack, { steps, hooks });
    await hooks.whileUp(outcome);
  } finally {
    await ensured.stop();
  }
}

/** Training takes a second or two to load: a question that is refused, or a model that is there, needs none of it. */
async function build(context: BuildModelContext) {
  const { buildModel } = await context.steps.step(
    'load',
    () => import('./build-model.ts'),
    () => 'training is loaded',
  );
  return buildModel(context);
}

async function bringUp(
  asked: Pick<BuildModelContext, 'options' | 'config'>,
  stack: RunningStack,
  { steps, hooks }: { steps: StepLog; hooks: StartHooks },
): Promise<StartOutcome> {
  const { options } = asked;
  await steps.step(
    'migrate',
    () => applyMigrations({ dbUrl: stack.dbUrl, workdir: projectFolder }),
    () => 'database is at the newest migration',
  );
  const database = await connectDatabase(stack.dbUrl, { applicationName: 'matching start' });
  try {
    const finished = await readFinishedStart(options, database);
    const built = finished
      ? { runFolder: finished.runFolder, report: { ...finished.report, reused: true } }
      : await build({ ...asked, stack, database, steps, ...hooks });
    const demonstration = await steps.step(
      'serve',
      () =>
        demonstrate(
          createSupabaseClient(stack.apiUrl, stack.publishableKey),
          createSupabaseClient(stack.apiUrl, stack.secretKey),
        ),
      ({ before }) => `a new person's page came from ${before.model_version ?? 'popularity alone'}`,
    );
    steps.finish();
    const report: StartReport = { ...built.report, seconds: steps.seconds, demonstration };
    const reportPath = runFolderPaths(built.runFolder).report;
    await writeFile(reportPath, JSON.stringify(report, null, 2));
    const { dataFolder, preset } = options;
    await writeFinishedStart(options.root, {
      dataFolder,
      preset,
      set: [...options.set],
      runFolder: built.runFolder,
      report,
    });
    return { stack, report, reportPath };
  } finally {
    await database.end();
  }
}
