import { join } from 'node:path';
import type { Client } from 'pg';
import type { ModelManifest } from '../../../shared/contracts/model-manifest.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { sizeOf } from '../../io/training-data.ts';
import { moveModel } from '../../release/move-model.ts';
import { simulateWorld } from '../../simulate/simulate-world.ts';
import { writeWorld } from '../../simulate/write-world.ts';
import type { RunningStack } from '../../stack/read-stack-state.ts';
import type { TrainingConfig } from '../../train/training-config.ts';
import { loadTrainingSet } from '../build-training-set/load-training-set.ts';
import { importFiles } from '../import-files/import-files.ts';
import type { ImportReport } from '../import-files/import-report.ts';
import { publishModel } from '../publish-model.ts';
import { runName } from '../run-name.ts';
import { trainModel } from '../train-model.ts';
import type { StartOptions } from './start-options.ts';
import type { StartReport } from './start-report.ts';
import type { StepLog } from './step-log.ts';

export interface BuildModelContext {
  options: StartOptions;
  config: TrainingConfig;
  stack: RunningStack;
  database: Client;
  steps: StepLog;
  onProgress: (done: number, total: number, detail: string) => void;
  signal: AbortSignal;
}

export interface BuiltModel {
  runFolder: string;
  report: Omit<StartReport, 'seconds' | 'demonstration'>;
}

/** From data to an active model: simulate or take the folder, import, train, publish, activate. */
export async function buildModel(context: BuildModelContext): Promise<BuiltModel> {
  const { options, config, stack, database, steps } = context;
  const folder = options.dataFolder ?? (await simulate(options, steps));
  await steps.step(
    'import',
    () => importFolder(folder, context),
    ({ events, stored }) =>
      `${events?.likes ?? 0} likes and ${events?.nopes ?? 0} nopes of ${stored?.people ?? 0} people`,
  );
  const { data, dataset } = await steps.step(
    'dataset',
    () => loadTrainingSet(database, { root: options.root, ...settingsOf(config), signal: context.signal }),
    ({ dataset, data }) =>
      `${sizeOf(data).decisions} decisions on ${data.items.length} items in training@${dataset.manifest.version}`,
  );
  const runFolder = join(options.root, 'runs', runName(options.preset, config, data.fingerprint));
  const model = await steps.step(
    'train',
    () =>
      trainModel(data, config, {
        preset: options.preset,
        dataset: `${dataset.manifest.stage}/${dataset.manifest.name}@${dataset.manifest.version}`,
        runFolder,
        onProgress: context.onProgress,
        signal: context.signal,
      }),
    ({ backend, examplesPerSecond, seconds }) =>
      `${backend}, ${Math.round(examplesPerSecond)} people/s, of it ${seconds.evaluate.toFixed(1)} s evaluation`,
  );
  const api = { url: stack.apiUrl, secretKey: stack.secretKey };
  const { version } = await steps.step(
    'publish',
    () => publishModel(runFolder, { origin: 'embedded', dbUrl: stack.dbUrl, api }),
    ({ rows, indexed }) =>
      `${rows} vectors verified, ${indexed ? 'indexed' : 'few enough for an exact scan'}`,
  );
  await steps.step(
    'release',
    () => moveModel(database, { version, to: 'active', by: 'start', reason: 'first model of this stack' }),
    () =>
      model.manifest.gate?.passed === false
        ? `${version} is active, though the gate refused it: ${refusals(model.manifest.gate)}`
        : `${version} is active`,
  );
  return {
    runFolder,
    report: {
      modelVersion: version,
      reused: false,
      metrics: model.manifest.metrics,
      counts: {
        items: data.items.length,
        ...sizeOf(data),
      },
      training: { backend: model.backend, examplesPerSecond: model.examplesPerSecond },
    },
  };
}

/** There is nothing else to serve from: whoever starts this wants to see it run. */
function refusals({ checks }: NonNullable<ModelManifest['gate']>): string {
  return checks.flatMap(({ passed, sentence }) => (passed ? [] : [sentence])).join(' ');
}

function settingsOf({ trainShare, validationShare, streamAboveDecisions }: TrainingConfig) {
  return { trainShare, validationShare, streamAboveDecisions };
}

async function simulate({ root }: StartOptions, steps: StepLog): Promise<string> {
  const folder = join(root, 'world');
  await steps.step(
    'simulate',
    async () => {
      const world = simulateWorld();
      await writeWorld(world, folder, { force: true });
      return world;
    },
    ({ items, people }) => `a world of ${items.length} items and ${people.length} people in ${folder}`,
  );
  // Through the files, as any other data.
  return folder;
}

async function importFolder(
  folder: string,
  { options: { root }, database, signal }: BuildModelContext,
): Promise<ImportReport> {
  const dataRoot = join(root, 'data');
  const duck = await openDuckDb({ tempFolder: dataRootPaths(dataRoot).temp });
  try {
    return await importFiles({ dataRoot, duck, client: database, signal }, { paths: [folder] });
  } finally {
    await duck.close();
  }
}
