import { join } from 'node:path';
import type { Client } from 'pg';
import { type FolderData, readFolder } from '../../ingest/read-folder.ts';
import { storeFolder } from '../../ingest/store-folder.ts';
import { readTrainingSet } from '../../io/read-training-set.ts';
import { activateModel } from '../../release/activate-model.ts';
import { simulateWorld } from '../../simulate/simulate-world.ts';
import { writeWorld } from '../../simulate/write-world.ts';
import type { RunningStack } from '../../stack/read-stack-state.ts';
import type { TrainingProgress } from '../../train/train-two-tower.ts';
import type { TrainingConfig } from '../../train/training-config.ts';
import { publishModel } from '../publish-model.ts';
import { runName } from '../run-name.ts';
import { trainModel } from '../train-model.ts';
import type { StartOptions } from './start-options.ts';
import type { StartReport } from './start-report.ts';
import type { StepLog } from './step-log.ts';

export interface BuildModelContext {
  options: StartOptions;
  config: TrainingConfig;
  /** Null simulates a world. */
  folder: FolderData | null;
  stack: RunningStack;
  database: Client;
  steps: StepLog;
  onProgress: (progress: TrainingProgress) => void;
  signal: AbortSignal;
}

export interface BuiltModel {
  runFolder: string;
  report: Omit<StartReport, 'seconds' | 'demonstration'>;
}

/** From data to an active model: simulate or take the folder, import, train, publish, activate. */
export async function buildModel(context: BuildModelContext): Promise<BuiltModel> {
  const { options, config, stack, database, steps } = context;
  const folder = context.folder ?? (await simulate(options, steps));
  await steps.step(
    'import',
    () => storeFolder(database, folder),
    ({ people, rows }) => `${rows.likes} likes and ${rows.nopes} nopes of ${people} people`,
  );
  const data = await steps.step(
    'read',
    () => readTrainingSet(database),
    ({ items, personIndex }) => `${personIndex.length} decisions on ${items.length} items`,
  );
  const runFolder = join(options.root, 'runs', runName(options.preset, config, data.fingerprint));
  const model = await steps.step(
    'train',
    () =>
      trainModel(data, config, {
        preset: options.preset,
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
    () => activateModel(database, version),
    () => `${version} is active`,
  );
  return {
    runFolder,
    report: {
      modelVersion: version,
      reused: false,
      metrics: model.manifest.metrics,
      counts: {
        items: data.items.length,
        people: data.personKeys.length,
        decisions: data.personIndex.length,
      },
      training: { backend: model.backend, examplesPerSecond: model.examplesPerSecond },
    },
  };
}

async function simulate({ root }: StartOptions, steps: StepLog): Promise<FolderData> {
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
  return readFolder(folder);
}
