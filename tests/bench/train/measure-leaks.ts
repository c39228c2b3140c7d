import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { buildFeatureSpec } from '../../../batch/train/build-feature-spec.ts';
import { trainTwoTower } from '../../../batch/train/train-two-tower.ts';
import { trainingConfigSchema } from '../../../batch/train/training-config.ts';
import { twoTastes } from '../../unit/train/support/two-tastes.ts';
import type { Figures } from '../support/figures.ts';

/** 1,000 steps of training with sampled candidates, a prefix and clipping. */
export async function measureLeaks(figures: Figures): Promise<void> {
  const backend = await selectBackend('wasm');
  const data = twoTastes({ people: 20, items: 12, decisions: 10 });
  const config = trainingConfigSchema.parse({
    dim: 8,
    epochs: 250,
    batchSize: 5,
    sampledNegatives: 4,
    clipNorm: 1,
    matryoshka: { prefixes: [4] },
    checkpointEverySteps: 1000,
  });
  const folder = await mkdtemp(join(tmpdir(), 'matching-bench-train-'));
  try {
    const before = tf.memory();
    let steps = 0;
    await trainTwoTower(data, config, {
      spec: buildFeatureSpec(data.items, config),
      trainRows: data.split.trainEnd,
      backend,
      checkpointPath: join(folder, 'checkpoint.bin'),
      onProgress: ({ step }) => {
        steps = step;
      },
    });
    const after = tf.memory();
    figures.add(`tensors left after ${steps} steps`, after.numTensors - before.numTensors, {
      unit: '',
      bar: 0,
    });
    figures.add('bytes of tensors left', after.numBytes - before.numBytes, { unit: 'B', bar: 0 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
