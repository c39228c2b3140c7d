import { AppError } from '../../shared/errors/app-error.ts';
import { contentLayout } from '../../shared/features/content-layout.ts';
import { createItemEncoder } from '../../shared/features/create-item-encoder.ts';
import type { FeatureSpec } from '../../shared/features/feature-spec.ts';
import { hashFeatureSpec } from '../../shared/features/hash-feature-spec.ts';
import type { TrainingSet } from '../io/training-set.ts';
import { createRandom } from '../random/create-random.ts';
import { shuffle } from '../random/shuffle.ts';
import { type AdamMoments, adamUpdate } from './adam.ts';
import type { BackendName } from './backend/backend-names.ts';
import { buildBatch } from './build-batch.ts';
import { type Checkpoint, type CheckpointIdentity, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { learningRate } from './learning-rate.ts';
import { type PersonHistory, personHistories } from './person-histories.ts';
import { type SparseMatrix, sparseMatrix } from './sparse-matrix.ts';
import { initialParameters, parameterNames, type TowerParameters } from './tower-parameters.ts';
import type { TrainingConfig } from './training-config.ts';
import { trainingStep } from './training-step.ts';

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
  /** Where checkpoints are kept; resumed from when one is there. */
  checkpointPath: string;
  onProgress?: (progress: TrainingProgress) => void;
  /** Aborting writes a checkpoint and rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface TrainedTowers {
  parameters: TowerParameters;
  /** [items, contentWidth]: encoded items. */
  content: SparseMatrix;
  examplesPerSecond: number;
  /** Mean loss of each epoch that this process finished, over the steps that it ran itself. */
  losses: number[];
}

/** Trains both towers on the first `trainRows` decisions. Deterministic for a seed and a backend, also when resumed. */
export async function trainTwoTower(
  data: TrainingSet,
  config: TrainingConfig,
  options: TrainingOptions,
): Promise<TrainedTowers> {
  const { spec } = options;
  const content = sparseMatrix(data.items.map(createItemEncoder(spec)));
  const people = personHistories(data, 0, options.trainRows).filter(hasTwoLikes);
  if (people.length === 0) {
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
  const shape = { items: data.items.length, contentWidth: contentLayout(spec).width, dim: config.dim };
  const state = (await readCheckpoint(options.checkpointPath, identity)) ?? freshState(shape, config);

  const stepsAnEpoch = Math.ceil(people.length / config.batchSize);
  const steps = stepsAnEpoch * config.epochs;
  const order = new Int32Array(people.length);
  const losses: number[] = [];
  let orderedEpoch = -1;
  let epochLosses: number[] = [];
  let examples = 0;
  const began = performance.now();

  while (state.step < steps) {
    const epoch = Math.floor(state.step / stepsAnEpoch);
    if (epoch !== orderedEpoch) {
      for (let at = 0; at < order.length; at++) order[at] = at;
      shuffle(order, createRandom(config.seed, 10, epoch));
      orderedEpoch = epoch;
      epochLosses = [];
    }
    const stepInEpoch = state.step % stepsAnEpoch;
    const first = stepInEpoch * config.batchSize;
    const batchPeople = Array.from(order.subarray(first, first + config.batchSize), (at) => people[at]!);
    const random = createRandom(config.seed, 11, state.step);
    const batch = buildBatch(batchPeople, shape.items, config, random);
    const hidden = Uint8Array.from({ length: shape.items }, () => (random() < config.idDropout ? 1 : 0));
    const { loss, gradients } = trainingStep(batch, state.parameters, content, config, hidden);
    if (!Number.isFinite(loss))
      throw new RangeError(`Cannot go on training: the loss of step ${state.step} is ${loss}`);

    state.step++;
    const adam = {
      step: state.step,
      learningRate: learningRate(state.step, steps, config),
      weightDecay: config.weightDecay,
    };
    for (const name of parameterNames)
      adamUpdate(state.parameters[name], gradients[name], state.moments[name], adam);

    examples += batch.size;
    epochLosses.push(loss);
    if (stepInEpoch === stepsAnEpoch - 1) losses.push(mean(epochLosses));
    const examplesPerSecond = (1000 * examples) / (performance.now() - began);
    options.onProgress?.({ step: state.step, steps, epoch, loss, examplesPerSecond });
    // The last one too: what comes after training can be repeated without it.
    if (state.step % config.checkpointEverySteps === 0 || state.step === steps) {
      await writeCheckpoint(options.checkpointPath, identity, state);
    }
    // A turn of the event loop, so that signals are heard.
    await new Promise(setImmediate);
    if (options.signal?.aborted) {
      await writeCheckpoint(options.checkpointPath, identity, state);
      throw options.signal.reason;
    }
  }
  const examplesPerSecond = (1000 * examples) / (performance.now() - began);
  return { parameters: state.parameters, content, examplesPerSecond, losses };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function hasTwoLikes(person: PersonHistory): boolean {
  return person.isLike.reduce((sum, like) => sum + like, 0) >= 2;
}

function freshState(
  shape: { items: number; contentWidth: number; dim: number },
  config: TrainingConfig,
): Checkpoint {
  const parameters = initialParameters(shape, config);
  const zeros = (length: number): AdamMoments => ({
    first: new Float32Array(length),
    second: new Float32Array(length),
  });
  return {
    step: 0,
    parameters,
    moments: {
      itemIds: zeros(parameters.itemIds.length),
      content: zeros(parameters.content.length),
      kernel: zeros(parameters.kernel.length),
      bias: zeros(parameters.bias.length),
    },
  };
}
