import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { readCheckpoint, writeCheckpoint } from '../../../batch/train/checkpoint.ts';
import type { TrainingState } from '../../../batch/train/training-state.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from './support/catch-error.ts';
import { tinyConfig } from './support/tiny-config.ts';

const identity = {
  config: tinyConfig(),
  backend: 'cpu',
  datasetFingerprint: 'd'.repeat(64),
  featureSpecHash: 'f'.repeat(64),
};

function seededCheckpoint(step: number): TrainingState {
  const random = createRandom(2, step);
  const draw = (length: number) => Float32Array.from({ length }, random);
  const moments = (length: number) => ({ first: draw(length), second: draw(length) });
  return {
    step,
    parameters: { itemIds: draw(8), content: draw(12), kernel: draw(48), bias: draw(4) },
    moments: { itemIds: moments(8), content: moments(12), kernel: moments(48), bias: moments(4) },
    settledAt: { itemIds: Int32Array.of(step, 1), content: Int32Array.of(0, step, 2) },
    record: { losses: [3.5, 3.25], epochLosses: [3.125], measurements: [{ epoch: 1, quality: 0.25 }] },
    best: null,
  };
}

let folder: string;
let file: string;
beforeEach(() => {
  folder = newTempFolder();
  file = path.join(folder, 'checkpoint.bin');
});

describe('readCheckpoint()', () => {
  it('gives back what writeCheckpoint() was given, to the bit', async () => {
    const state = seededCheckpoint(17);
    await writeCheckpoint(file, identity, state);
    expect(await readCheckpoint(file, identity)).toEqual(state);
  });

  it('gives back the best parameters too where there are any', async () => {
    const state = { ...seededCheckpoint(17), best: seededCheckpoint(9).parameters };
    await writeCheckpoint(file, identity, state);
    expect(await readCheckpoint(file, identity)).toEqual(state);
  });

  it('is null where there is none', async () => {
    expect(await readCheckpoint(file, identity)).toBeNull();
  });

  it('ignores what a killed run left under the temporary name', async () => {
    await writeFile(`${file}.partial`, 'half a checkpoint');
    expect(await readCheckpoint(file, identity)).toBeNull();
    await writeCheckpoint(file, identity, seededCheckpoint(1));
    await writeFile(`${file}.partial`, 'half of the next');
    expect((await readCheckpoint(file, identity))?.step).toBe(1);
  });

  it('reads the newest after several writes, and nothing else stays in the folder', async () => {
    for (const step of [1, 2, 3]) await writeCheckpoint(file, identity, seededCheckpoint(step));
    expect(await readCheckpoint(file, identity)).toEqual(seededCheckpoint(3));
    expect(await readdir(folder)).toEqual(['checkpoint.bin']);
  });

  it.each([
    ['config', { config: tinyConfig({ learningRate: 0.1 }) }],
    ['backend', { backend: 'wasm' }],
    ['datasetFingerprint', { datasetFingerprint: 'e'.repeat(64) }],
    ['featureSpecHash', { featureSpecHash: 'e'.repeat(64) }],
    ['config, backend', { config: tinyConfig({ seed: 2 }), backend: 'wasm' }],
  ])('refuses one with another %s and says so', async (names, other) => {
    await writeCheckpoint(file, identity, seededCheckpoint(1));
    expect(await catchError(() => readCheckpoint(file, { ...identity, ...other }))).toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      message: `cannot resume from ${file}: it was written with another ${names}`,
    });
  });

  it('refuses a file that was cut short, wherever', async () => {
    await writeCheckpoint(file, identity, seededCheckpoint(1));
    const whole = await readFile(file);
    const header = 4 + whole.readUInt32LE(0);
    const cuts = [0, 3, 4, header - 4, header, header + 1, whole.length - 4, whole.length - 1];
    for (const length of cuts) {
      await writeFile(file, whole.subarray(0, length));
      const why = length < header ? 'its header can not be read' : 'it is cut short';
      expect(await catchError(() => readCheckpoint(file, identity)), `${length} bytes`).toMatchObject({
        code: 'CHECKPOINT_MISMATCH',
        message: `cannot resume from ${file}: ${why}`,
      });
    }
  });

  it('passes on what keeps a file from being read', async () => {
    expect(await catchError(() => readCheckpoint(folder, identity))).toMatchObject({ code: 'EISDIR' });
  });
});
