import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { presetsFolder } from '../config/presets-folder.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { connectDatabase } from '../io/connect-database.ts';
import { readTrainingSet } from '../io/read-training-set.ts';
import { resolveConnection } from '../io/resolve-connection.ts';
import { trainingConfigSchema } from '../train/training-config.ts';
import { runName } from './run-name.ts';
import { type TrainedModel, type TrainModelOptions, trainModel } from './train-model.ts';

export interface TrainFromDatabaseOptions extends Omit<TrainModelOptions, 'runFolder'> {
  set: readonly string[];
  root: string;
  dbUrl?: string | undefined;
  runsFolder: string;
  /** Default: a folder in `runsFolder`, named by settings and data. */
  run?: string | undefined;
  /** Throw an earlier checkpoint away. */
  fresh?: boolean | undefined;
}

/** Settings are checked before the database is asked; the connection is closed before training begins. */
export async function trainFromDatabase(
  options: TrainFromDatabaseOptions,
): Promise<{ runFolder: string; model: TrainedModel }> {
  const { preset, set, root, dbUrl } = options;
  const config = await resolveConfig(trainingConfigSchema, { presetsFolder, preset, set });
  const connection = await resolveConnection({ root, flags: { dbUrl } });
  const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching train' });
  const data = await readTrainingSet(client).finally(() => client.end());
  const runFolder = options.run ?? join(options.runsFolder, runName(preset, config, data.fingerprint));
  if (options.fresh) await rm(runFolder, { recursive: true, force: true });
  return { runFolder, model: await trainModel(data, config, { ...options, runFolder }) };
}
