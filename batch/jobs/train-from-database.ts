import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { presetsFolder } from '../config/presets-folder.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { connectDatabase } from '../io/connect-database.ts';
import { findDataset } from '../io/datasets/find-dataset.ts';
import type { ImpressionLog } from '../io/impressions/impression-log.ts';
import { readImpressionLog } from '../io/impressions/read-impression-log.ts';
import { resolveConnection } from '../io/resolve-connection.ts';
import { splitBounds } from '../io/training/split-bounds.ts';
import { sizeOf, type TrainingData } from '../io/training-data.ts';
import { type TrainingConfig, trainingConfigSchema } from '../train/training-config.ts';
import { type ActiveModel, loadActiveModel } from './active-model/load-active-model.ts';
import { loadTrainingSet } from './build-training-set/load-training-set.ts';
import { openTrainingData } from './build-training-set/open-training-data.ts';
import { loggedDays } from './off-policy/judge-on-log.ts';
import { runName } from './run-name.ts';
import { type TrainedModel, type TrainModelOptions, trainModel } from './train-model.ts';

export interface TrainFromDatabaseOptions extends Omit<TrainModelOptions, 'runFolder'> {
  set: readonly string[];
  root: string;
  dbUrl?: string | undefined;
  /** A training dataset, as `matching datasets list` names it; default: that of the database as it is now. */
  dataset?: string | undefined;
  runsFolder: string;
  /** Default: a folder in `runsFolder`, named by settings and data. */
  run?: string | undefined;
  /** Throw an earlier checkpoint away. */
  fresh?: boolean | undefined;
  /** Says what is trained from. */
  onDataset?: (reference: string) => void;
}

/** Settings are checked before the database is asked; the connection is closed before training begins. */
export async function trainFromDatabase(
  options: TrainFromDatabaseOptions,
): Promise<{ runFolder: string; model: TrainedModel }> {
  const { preset, set } = options;
  const config = await resolveConfig(trainingConfigSchema, { presetsFolder, preset, set });
  let dataset = '';
  const onDataset = (reference: string): void => {
    dataset = reference;
    options.onDataset?.(reference);
  };
  const { data, active, log } = options.dataset
    ? {
        data: await readGivenDataset(options.dataset, config, { ...options, onDataset }),
        active: null,
        log: null,
      }
    : await readDatabase(config, { ...options, onDataset });
  const runFolder = options.run ?? join(options.runsFolder, runName(preset, config, data.fingerprint));
  if (options.fresh) await rm(runFolder, { recursive: true, force: true });
  return {
    runFolder,
    model: await trainModel(data, config, { ...options, dataset, active, log, runFolder }),
  };
}

async function readDatabase(
  { trainShare, validationShare, streamAboveDecisions }: TrainingConfig,
  { root, dbUrl, signal, onDataset }: TrainFromDatabaseOptions,
): Promise<{ data: TrainingData; active: ActiveModel; log: ImpressionLog }> {
  const connection = await resolveConnection({ root, flags: { dbUrl } });
  const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching train' });
  const options = { root, trainShare, validationShare, streamAboveDecisions, signal };
  try {
    const { dataset, data } = await loadTrainingSet(client, options);
    const { stage, name, version } = dataset.manifest;
    onDataset?.(`${stage}/${name}@${version}`);
    const log = await readImpressionLog(client, { days: loggedDays, signal });
    return { data, active: await loadActiveModel(client, connection, signal), log };
  } finally {
    await client.end();
  }
}

async function readGivenDataset(
  reference: string,
  config: TrainingConfig,
  { root, onDataset }: TrainFromDatabaseOptions,
): Promise<TrainingData> {
  const dataRoot = join(root, 'data');
  const { streamAboveDecisions } = config;
  const data = await openTrainingData(await findDataset(dataRoot, reference), {
    dataRoot,
    streamAboveDecisions,
  });
  checkShares(reference, config, data);
  onDataset?.(reference);
  return data;
}

/** A dataset is split already: settings that ask for another split would say so in the manifest, and be wrong. */
function checkShares(reference: string, config: TrainingConfig, data: TrainingData): void {
  const { decisions } = sizeOf(data);
  const asked = splitBounds(decisions, config);
  const { trainEnd, validationEnd } = data.split;
  if (asked.trainEnd === trainEnd && asked.validationEnd === validationEnd) return;
  throw new AppError(
    'INVALID_CONFIG',
    `Cannot train from ${reference} with trainShare ${config.trainShare} and validationShare ` +
      `${config.validationShare}: it is split at ${trainEnd} and ${validationEnd} of ${decisions} decisions`,
    { hint: 'Set the shares that the dataset was made with; "matching datasets show" prints them.' },
  );
}
