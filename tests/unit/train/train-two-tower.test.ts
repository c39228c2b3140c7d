import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TrainingSet } from '../../../batch/io/training-set.ts';
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
  set: TrainingSet = data,
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
async function trainUntil(step: number): Promise<unknown> {
  const controller = new AbortController();
  const onProgress = (progress: TrainingProgress) => {
    if (progress.step === step) controller.abort(new Error(`stop at ${step}`));
  };
  return catchError(() => train({ signal: controller.signal, onProgress }));
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
    expect(losses).toEqual([]);
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

  it('reports the mean over its own steps for an epoch that it took up midway', async () => {
    await trainUntil(2);
    const seen: number[] = [];
    const { losses } = await train({ onProgress: ({ loss }) => seen.push(loss) });
    // Steps 1 and 2 were done before: step 3 is all that this process ran of the first epoch.
    expect(losses[0]).toBeCloseTo(seen[0]!, 10);
    expect(losses).toHaveLength(10);
  });

  it('learns nothing from decisions past trainRows', async () => {
    const half = await train({ trainRows: 100 });
    await rm(checkpointPath);
    const isLike = data.isLike.map((like, row) => (row < 100 ? like : 1 - like));
    const turned = await train({ trainRows: 100 }, config, { ...data, isLike });
    expect(sha256(turned.parameters)).toBe(sha256(half.parameters));
    expect(sha256(undisturbed.parameters)).not.toBe(sha256(half.parameters));
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
