import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTrainingDataset } from '../../../batch/io/training/read-training-dataset.ts';
import { splitEvents } from '../../../batch/io/training/split-events.ts';
import { openTrainingBench } from './support/training-bench.ts';

const { root, dataRoot, duck, events } = await openTrainingBench();

// What a dataset of the database reads as is tested with one.
describe('readTrainingDataset()', () => {
  it('refuses a folder without a dataset', async () => {
    await expect(readTrainingDataset(duck, join(root, 'none'))).rejects.toMatchObject({
      code: 'DATASET_MISSING',
    });
  });

  it('refuses a dataset of another kind', async () => {
    const { folder } = await events([['ann', 'x', 'like', 1]]);
    await expect(readTrainingDataset(duck, folder)).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining('it holds events 1, not training 1'),
    });
  });

  it('refuses a dataset from files: its items could not be published', async () => {
    const some = await events([
      ['ann', 'x', 'like', 1],
      ['ann', 'y', 'nope', 2],
      ['ann', 'z', 'nope', 3],
    ]);
    const shares = { trainShare: 0.4, validationShare: 0.3 };
    const { folder } = await splitEvents(duck, { dataRoot, root, events: some, ...shares });
    await expect(readTrainingDataset(duck, folder)).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining('its items are in no database'),
    });
  });
});
