import { AppError } from '../../shared/errors/app-error.ts';
import { contentLayout } from '../../shared/features/content-layout.ts';
import { createItemEncoder } from '../../shared/features/create-item-encoder.ts';
import type { FeatureSpec } from '../../shared/features/feature-spec.ts';
import { hashFeatureSpec } from '../../shared/features/hash-feature-spec.ts';
import type { ModelTables } from '../io/model-tables.ts';
import type { TrainingData } from '../io/training-data.ts';
import { createRandom } from '../random/create-random.ts';
import type { BackendName } from './backend/backend-names.ts';
import { buildBatch } from './build-batch.ts';
import { buildDecisionBatch } from './build-decision-batch.ts';
import { candidateRates } from './candidates/candidate-rates.ts';
import { exposurePriors } from './candidates/exposure-priors.ts';
import { type CheckpointIdentity, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { clipGradients } from './clip-gradients.ts';
import { decayLogs } from './decay-logs.ts';
import { hasStalled, isBestYet } from './early-stopping.ts';
import type { HistorySource } from './histories/history-source.ts';
import { openHistories } from './histories/open-histories.ts';
import { learningRate } from './learning-rate.ts';
import { settleDecay } from './row-adam.ts';
import { createScratch } from './scratch.ts';
import { type SparseMatrix, sparseMatrix } from './sparse-matrix.ts';
import { copyParameters, type TowerParameters } from './tower-parameters.ts';
import { trainedTables } from './trained-tables.ts';
import type { TrainingConfig } from './training-config.ts';
import { freshState, type Measurement, type TrainingState } from './training-state.ts';
import { trainingStep } from './training-step.ts';
import { updateParameters } from './update-parameters.ts';

export interface TrainingProgress {
  step: number;
  steps: number;
  epoch: number;
  loss: number;
  /** People a second since the start of this process. */
  examplesPerSecond: number;
}

export interface TrainingOptions {
  spec: FeatureSpec;
  /** Decisions with an index below this are trained on. */
  trainRows: number;
  backend: BackendName;
  /** Where checkpoints are kept; resumed from when one is there. Streamed histories are put beside it and stay there. */
  checkpointPath: string;
  /**
   * Quality on the validation part, larger is better; the same tables always give the same number. Needed when
   * `earlyStopping.patience` is not 0.
   */
  measure?: (tables: ModelTables) => number | Promise<number>;
  onProgress?: (progress: TrainingProgress) => void;
  /** Streamed decisions that were ordered by person so far, before the first step. */
  onPrepare?: (done: number, total: number) => void;
  /** Aborting writes a checkpoint and rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface TrainedTowers {
  /** With early stopping those of the best measurement, otherwise the last ones. */
  parameters: TowerParameters;
  /** [items, contentWidth]: encoded items. */
  content: SparseMatrix;
  examplesPerSecond: number;
  /** Mean loss of each epoch. */
  losses: number[];
  /** What early stopping went by, in order; empty without it. */
  measurements: Measurement[];
}

/**
 * Trains both towers on the first `trainRows` decisions. Deterministic for a seed and a backend, also when resumed, and
 * the same whether the decisions are in memory or streamed.
 */
export async function trainTwoTower(
  data: TrainingData,
  config: TrainingConfig,
  options: TrainingOptions,
): Promise<TrainedTowers> {
  const { trainRows, checkpointPath, onPrepare, signal } = options;
  const { batchSize, seed } = config;
  const source = await openHistories(data, {
    ...{ batchSize, seed, trainRows, checkpointPath, onPrepare },
    ...(signal && { signal }),
  });
  try {
    return await trainOn(source, data, { ...options, config });
  } finally {
    await source.close();
  }
}

async function trainOn(
  source: HistorySource,
  data: TrainingData,
  { config, ...options }: TrainingOptions & { config: TrainingConfig },
): Promise<TrainedTowers> {
  const { measure, spec, signal } = options;
  const { patience, everyEpochs } = config.earlyStopping;
  if (patience > 0 && !measure) {
    throw new TypeError('Cannot stop early: there is nothing to measure the model with');
  }
  if (source.people === 0) {
    throw new AppError('NOT_ENOUGH_DATA', 'nobody has two likes in the training part of the data', {
      hint: 'Import more decisions, or raise trainShare.',
    });
  }
  const identity: CheckpointIdentity = {
    config,
    backend: options.backend,
    datasetFingerprint: data.fingerprint,
    featureSpecHash: await hashFeatureSpec(spec),
  };
  const content = sparseMatrix(data.items.map(createItemEncoder(spec)));
  const shape = { items: data.items.length, contentWidth: contentLayout(spec).width, dim: config.dim };
  const state = (await readCheckpoint(options.checkpointPath, identity)) ?? freshState(shape, config);
  const rates = await ratesOf(source, shape.items, config);
  const priors = exposurePriors(rates, { people: source.people, weight: config.exposurePrior });
  const catalogue = { items: shape.items, rates, priors };
  const build = config.loss === 'logistic' ? buildDecisionBatch : buildBatch;

  const { perEpoch } = source.steps;
  const steps = perEpoch * config.epochs;
  const decay = decayLogs(steps, config);
  const scratch = createScratch();
  const { record } = state;
  let examples = 0;
  const began = performance.now();
  const examplesPerSecond = (): number => (1000 * examples) / (performance.now() - began);

  while (state.step < steps && !hasStalled(record.measurements, patience)) {
    const epoch = Math.floor(state.step / perEpoch);
    const random = createRandom(config.seed, 11, state.step);
    const people = await source.steps.people(epoch, state.step % perEpoch);
    const batch = build(people, catalogue, config, random);
    const hidden = Uint8Array.from({ length: batch.candidates }, () => (random() < config.idDropout ? 1 : 0));
    const { loss, gradients } = trainingStep(batch, state.parameters, { content, config, hidden, scratch });
    if (!Number.isFinite(loss))
      throw new RangeError(`Cannot go on training: the loss of step ${state.step} is ${loss}`);
    clipGradients(gradients, config.clipNorm);
    state.step++;
    const rate = learningRate(state.step, steps, config);
    updateParameters(state, gradients, { learningRate: rate, decayLogs: decay });

    examples += batch.size;
    record.epochLosses.push(loss);
    const isLast = state.step === steps;
    if (state.step % perEpoch === 0) {
      record.losses.push(mean(record.epochLosses.splice(0)));
      const isDue = patience > 0 && ((epoch + 1) % everyEpochs === 0 || isLast);
      if (isDue || isLast) settleTables(state, decay);
      if (isDue) await measureEpoch(state, epoch, measure!);
    }
    options.onProgress?.({ step: state.step, steps, epoch, loss, examplesPerSecond: examplesPerSecond() });
    const isDone = isLast || hasStalled(record.measurements, patience);
    // The last one too: what comes after training can be repeated without it.
    if (state.step % config.checkpointEverySteps === 0 || isDone) {
      await writeCheckpoint(options.checkpointPath, identity, state);
    }
    // A turn of the event loop, so that signals are heard.
    await new Promise(setImmediate);
    if (signal?.aborted) {
      await writeCheckpoint(options.checkpointPath, identity, state);
      throw signal.reason;
    }
  }
  return {
    parameters: state.best ?? state.parameters,
    content,
    examplesPerSecond: examplesPerSecond(),
    losses: record.losses,
    measurements: record.measurements,
  };

  async function measureEpoch(
    state: TrainingState,
    epoch: number,
    quality: (tables: ModelTables) => number | Promise<number>,
  ): Promise<void> {
    const tables = trainedTables(state.parameters, content, config.dim);
    record.measurements.push({ epoch, quality: await quality(tables) });
    if (isBestYet(record.measurements)) state.best = copyParameters(state.parameters);
  }
}

/** Nobody's, where nothing asks for them: the pass over everybody is saved. Decisions are their own candidates. */
async function ratesOf(
  source: HistorySource,
  items: number,
  { loss, sampledNegatives, exposurePrior, emptyHistory, seed }: TrainingConfig,
): Promise<Float64Array> {
  const isAsked = loss !== 'logistic' && (sampledNegatives > 0 || exposurePrior > 0);
  if (!isAsked) return new Float64Array(items);
  return candidateRates(source.everybody(), { items, emptyHistory, random: createRandom(seed, 12) });
}

function settleTables({ parameters, settledAt, step }: TrainingState, decay: Float64Array): void {
  for (const name of ['itemIds', 'content'] as const) {
    settleDecay({ values: parameters[name], settledAt: settledAt[name] }, step, decay);
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
