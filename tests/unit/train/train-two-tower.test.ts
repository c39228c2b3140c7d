import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ModelTables } from '../../../batch/io/model-tables.ts';
import type { TrainingData } from '../../../batch/io/training-data.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { buildFeatureSpec } from '../../../batch/train/build-feature-spec.ts';
import { parameterNames, type TowerParameters } from '../../../batch/train/tower-parameters.ts';
import {
  type TrainedTowers,
  type TrainingOptions,
  type TrainingProgress,
  trainTwoTower,
} from '../../../batch/train/train-two-tower.ts';
import type { TrainingConfig } from '../../../batch/train/training-config.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from './support/catch-error.ts';
import { makeTrainingSet } from './support/make-training-set.ts';
import { streamedSet } from './support/streamed-set.ts';
import { tinyConfig } from './support/tiny-config.ts';
import { twoTastes } from './support/two-tastes.ts';

// 20 people in batches of 8: 3 steps an epoch, 30 steps in all.
const data = twoTastes({ people: 20, items: 12, decisions: 10 });
const config = tinyConfig({
  dim: 8,
  epochs: 10,
  batchSize: 8,
  warmupSteps: 3,
  learningRate: 0.02,
  checkpointEverySteps: 7,
});
const steps = 30;

let checkpointPath: string;
beforeEach(() => {
  checkpointPath = path.join(newTempFolder(), 'checkpoint.bin');
});

/** One whole run that nothing disturbed, and what it reported. */
let undisturbed: TrainedTowers;
const reported: TrainingProgress[] = [];
beforeAll(async () => {
  await selectBackend('wasm');
  checkpointPath = path.join(newTempFolder(), 'checkpoint.bin');
  undisturbed = await train({ onProgress: (progress) => reported.push(progress) });
});

function train(
  changes: Partial<TrainingOptions> = {},
  settings: TrainingConfig = config,
  set: TrainingData = data,
) {
  return trainTwoTower(set, settings, {
    spec: buildFeatureSpec(set.items, settings),
    trainRows: 200,
    backend: 'wasm',
    checkpointPath,
    ...changes,
  });
}

function sha256(parameters: TowerParameters): string {
  const hash = createHash('sha256');
  for (const name of parameterNames) hash.update(Buffer.from(parameters[name].buffer));
  return hash.digest('hex');
}

/** Trains until `step` is done, then aborts. */
async function trainUntil(
  step: number,
  {
    settings = config,
    set = data,
    ...changes
  }: Partial<TrainingOptions> & { settings?: TrainingConfig; set?: TrainingData } = {},
): Promise<unknown> {
  const controller = new AbortController();
  const onProgress = (progress: TrainingProgress) => {
    if (progress.step === step) controller.abort(new Error(`stop at ${step}`));
  };
  return catchError(() => train({ signal: controller.signal, onProgress, ...changes }, settings, set));
}

describe('trainTwoTower()', () => {
  it('lowers the loss', () => {
    const { losses } = undisturbed;
    expect(losses).toHaveLength(10);
    expect(losses.at(-1)!).toBeLessThan(0.85 * losses[0]!);
  });

  it('reports each step with its epoch, and epochs as means over their steps', () => {
    const seen = reported;
    const { losses } = undisturbed;
    expect(seen.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, at) => at + 1));
    expect(seen.map(({ epoch }) => epoch).slice(0, 7)).toEqual([0, 0, 0, 1, 1, 1, 2]);
    expect(seen.every((progress) => progress.steps === steps && progress.examplesPerSecond > 0)).toBe(true);
    expect(losses[1]).toBeCloseTo((seen[3]!.loss + seen[4]!.loss + seen[5]!.loss) / 3, 10);
  });

  it('gives the same weights for the same seed and others for another', async () => {
    expect(sha256((await train()).parameters)).toBe(sha256(undisturbed.parameters));
    await rm(checkpointPath);
    const other = await train({}, { ...config, seed: 2 });
    expect(sha256(other.parameters)).not.toBe(sha256(undisturbed.parameters));
  });

  it('gives the undisturbed weights after any number of interruptions', async () => {
    // In an epoch, at its end, at and after a regular checkpoint, at the last step.
    for (const step of [1, 3, 7, 8, 20, 30])
      expect(await trainUntil(step)).toEqual(new Error(`stop at ${step}`));
    const { parameters, losses } = await train();
    expect(sha256(parameters)).toBe(sha256(undisturbed.parameters));
    expect(losses).toEqual(undisturbed.losses);
  });

  it('gives the undisturbed weights after a kill between two checkpoints', async () => {
    const killed = catchError(() =>
      train({
        onProgress: ({ step }) => {
          // The last checkpoint is that of step 14.
          if (step === 17) throw new Error('killed');
        },
      }),
    );
    expect(await killed).toEqual(new Error('killed'));
    const seen: number[] = [];
    const { parameters } = await train({ onProgress: ({ step }) => seen.push(step) });
    expect(seen[0]).toBe(15);
    expect(sha256(parameters)).toBe(sha256(undisturbed.parameters));
  });

  it('does no step again when it is started after its end', async () => {
    const { parameters } = await train();
    const seen: number[] = [];
    const again = await train({ onProgress: ({ step }) => seen.push(step) });
    expect(seen).toEqual([]);
    expect(sha256(again.parameters)).toBe(sha256(parameters));
  });

  it('reports the mean over all steps for an epoch that it took up midway', async () => {
    await trainUntil(2);
    expect((await train()).losses).toEqual(undisturbed.losses);
  });

  it('clips gradients where it is asked to', async () => {
    const clipped = await train({}, { ...config, clipNorm: 0.01 });
    expect(sha256(clipped.parameters)).not.toBe(sha256(undisturbed.parameters));
    await rm(checkpointPath);
    const never = await train({}, { ...config, clipNorm: 1e6 });
    expect(sha256(never.parameters)).toBe(sha256(undisturbed.parameters));
  });

  it('learns nothing from decisions past trainRows', async () => {
    const half = await train({ trainRows: 100 });
    await rm(checkpointPath);
    const isLike = data.isLike.map((like, row) => (row < 100 ? like : 1 - like));
    const turned = await train({ trainRows: 100 }, config, { ...data, isLike });
    expect(sha256(turned.parameters)).toBe(sha256(half.parameters));
    expect(sha256(undisturbed.parameters)).not.toBe(sha256(half.parameters));
  });

  it('gives the same weights when the decisions are streamed, killed or not', async () => {
    const streamed = streamedSet(data);
    expect(sha256((await train({}, config, streamed)).parameters)).toBe(sha256(undisturbed.parameters));
    await rm(checkpointPath);
    const orders: number[] = [];
    const onPrepare = (done: number) => orders.push(done);
    expect(await trainUntil(8, { set: streamed, onPrepare })).toEqual(new Error('stop at 8'));
    const resumed = await train({ onPrepare }, config, streamed);
    expect(sha256(resumed.parameters)).toBe(sha256(undisturbed.parameters));
    // The first of the three runs ordered the 200 decisions for all.
    expect(orders).toEqual([]);
  });

  it('refuses a checkpoint of other data', async () => {
    await trainUntil(1);
    const other = { ...data, fingerprint: '0'.repeat(64) };
    expect(await catchError(() => train({}, config, other))).toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      message: expect.stringContaining('another datasetFingerprint'),
    });
  });

  it('holds no more tensors after 60 steps than before', async () => {
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    const settings = { ...config, epochs: 20 };
    await train({ onProgress: () => counts.push(tf.memory().numTensors) }, settings);
    expect(counts).toEqual(new Array(60).fill(before));
  });

  it('refuses data in which nobody has two likes in the training part', async () => {
    const set = makeTrainingSet(3, [
      ['ann', 0, 'like', 1],
      ['bob', 1, 'like', 2],
      ['bob', 2, 'nope', 3],
      ['ann', 1, 'like', 4],
    ]);
    expect(await catchError(() => train({ trainRows: 3 }, config, set))).toMatchObject({
      code: 'NOT_ENOUGH_DATA',
      message: 'nobody has two likes in the training part of the data',
    });
    expect((await train({ trainRows: 4 }, { ...config, epochs: 1 }, set)).losses).toHaveLength(1);
  });
});

describe.each([
  ['sampled candidates', { sampledNegatives: 4, clipNorm: 0.5 }],
  ['the contrastive loss and a constant rate', { loss: 'contrastive', learningRateSchedule: 'constant' }],
  ['the logistic loss and penalties', { loss: 'logistic', idPenalty: 0.001, contentPenalty: 0.001 }],
  ['prefixes', { matryoshka: { prefixes: [2, 4], weight: 0.3 } }],
] as const)('trainTwoTower() with %s', (_, changes) => {
  const settings = tinyConfig({ ...config, ...(changes as Partial<TrainingConfig>) });

  it('lowers the loss, and gives the same weights when it is stopped at any step', async () => {
    const whole = await train({}, settings);
    expect(whole.losses.at(-1)!).toBeLessThan(0.9 * whole.losses[0]!);
    expect(sha256(whole.parameters)).not.toBe(sha256(undisturbed.parameters));
    await rm(checkpointPath);
    for (const step of [2, 11, 30]) {
      const error = await trainUntil(step, { settings });
      expect(error).toEqual(new Error(`stop at ${step}`));
    }
    const resumed = await train({}, settings);
    expect(sha256(resumed.parameters)).toBe(sha256(whole.parameters));
    expect(resumed.losses).toEqual(whole.losses);
  });
});

describe('trainTwoTower() with early stopping', () => {
  // Measured after epochs 1, 3, 5 and 7 (from 0): the second is the best, the two after it are not.
  const script = [0.2, 0.5, 0.4, 0.5];
  const settings = tinyConfig({ ...config, earlyStopping: { patience: 2, everyEpochs: 2 } });

  function scripted(from = 0) {
    const seen: ModelTables[] = [];
    const measure = (tables: ModelTables): number => {
      // As it was: training goes on in the same arrays.
      seen.push(structuredClone(tables));
      return script[from + seen.length - 1] ?? 0;
    };
    return { seen, measure };
  }

  it('ends when patience is used up and gives the weights of the best measurement', async () => {
    const { seen, measure } = scripted();
    const { parameters, measurements, losses } = await train({ measure }, settings);
    expect(measurements).toEqual([1, 3, 5, 7].map((epoch, at) => ({ epoch, quality: script[at]! })));
    expect(losses).toHaveLength(8);
    expect([...parameters.kernel]).toEqual([...seen[1]!.userTower.kernel]);
    expect([...parameters.kernel]).not.toEqual([...seen[3]!.userTower.kernel]);
    expect(seen[0]!.embeddings).toHaveLength(12 * 8);
  });

  it('gives the undisturbed weights and measurements when it is stopped and taken up again', async () => {
    const whole = await train({ measure: scripted().measure }, settings);
    await rm(checkpointPath);
    // Before the first measurement, on the best one, and between two later ones.
    for (const [step, from] of [
      [4, 0],
      [12, 0],
      [20, 2],
    ] as const) {
      const error = await trainUntil(step, { settings, measure: scripted(from).measure });
      expect(error).toEqual(new Error(`stop at ${step}`));
    }
    const resumed = await train({ measure: scripted(3).measure }, settings);
    expect(resumed.measurements).toEqual(whole.measurements);
    expect(sha256(resumed.parameters)).toBe(sha256(whole.parameters));
    const again = scripted();
    expect(sha256((await train({ measure: again.measure }, settings)).parameters)).toBe(
      sha256(whole.parameters),
    );
    expect(again.seen).toEqual([]);
  });

  it('measures the last epoch whenever it is', async () => {
    const everyEpochs = 4;
    const long = { ...settings, earlyStopping: { patience: 9, everyEpochs } };
    const { measurements } = await train({ measure: scripted().measure }, long);
    expect(measurements.map(({ epoch }) => epoch)).toEqual([3, 7, 9]);
  });

  it('refuses to start with nothing to measure with', async () => {
    expect(await catchError(() => train({}, settings))).toMatchObject({
      message: 'Cannot stop early: there is nothing to measure the model with',
    });
  });
});
