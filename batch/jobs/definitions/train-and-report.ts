import { join } from 'node:path';
import { trainFromDatabase } from '../train-from-database.ts';
import type { TrainedModel } from '../train-model.ts';
import { overrideTexts } from './training-overrides.ts';

export interface TrainingReport
  extends Pick<TrainedModel, 'backend' | 'examplesPerSecond' | 'notes' | 'seconds'> {
  runFolder: string;
  version: string;
  /** What it was trained from. */
  dataset: string;
  metrics: TrainedModel['manifest']['metrics'];
}

export interface TrainAndReportOptions {
  /** Of trainJob. */
  parameters: {
    preset: string;
    dataset?: string | undefined;
    run?: string | undefined;
    restart: boolean;
    [setting: string]: unknown;
  };
  root: string;
  dbUrl?: string | undefined;
  signal: AbortSignal;
  onProgress: (done: number, total: number, detail: string) => void;
}

/** Trains from a training dataset, or from that of the database as it is now. */
export async function trainAndReport(options: TrainAndReportOptions): Promise<TrainingReport> {
  const { preset, dataset, run, restart, ...settings } = options.parameters;
  let trainedFrom = '';
  const { runFolder, model } = await trainFromDatabase({
    preset,
    set: overrideTexts(settings),
    root: options.root,
    dbUrl: options.dbUrl,
    dataset,
    runsFolder: join(options.root, 'runs'),
    run,
    fresh: restart,
    signal: options.signal,
    onDataset: (reference) => {
      trainedFrom = reference;
    },
    onProgress: options.onProgress,
  });
  const { manifest, backend, examplesPerSecond, notes, seconds } = model;
  return {
    runFolder,
    version: manifest.version,
    dataset: trainedFrom,
    backend,
    examplesPerSecond,
    notes,
    seconds,
    metrics: manifest.metrics,
  };
}
