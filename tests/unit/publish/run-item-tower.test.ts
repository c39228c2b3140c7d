import { beforeAll, describe, expect, it } from 'vitest';
import { buildItemTowerGraph } from '../../../batch/publish/graph-model/build-item-tower-graph.ts';
import { runItemTower } from '../../../batch/publish/run-item-tower.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { contentLayout } from '../../../shared/features/content-layout.ts';
import { createItemEncoder } from '../../../shared/features/create-item-encoder.ts';
import { maxAbsDifference } from '../../contract/support/max-abs-difference.ts';
import { seededNumbers } from '../../contract/support/seeded-numbers.ts';
import { makeItem } from '../train/support/make-training-set.ts';
import { seededArtifactInput } from './support/seeded-artifact-input.ts';

const dim = 8;
// More than the 256 that are run at once.
const items = Array.from({ length: 300 }, (_, at) => makeItem(at + 1, { maker: `maker-${at % 4}` }));
const { spec } = seededArtifactInput({ dim, itemCount: 6 });
const { width } = contentLayout(spec);
const contentKernel = seededNumbers(3, width * dim, 0.5);
const tower = buildItemTowerGraph({ contentKernel }, { dim, contentWidth: width });

beforeAll(async () => {
  await selectBackend('wasm');
});

describe('runItemTower()', () => {
  it('gives what items are by their content alone, and the same at unit length', async () => {
    const done: number[] = [];
    const { historyInputs, embeddings } = await runItemTower(tower, items, {
      spec,
      onProgress: (count) => done.push(count),
    });
    expect(done).toEqual([256, 300]);
    const encode = createItemEncoder(spec);
    for (const row of [0, 255, 256, 299]) {
      const { indices, values } = encode(items[row]!);
      const expected = new Float32Array(dim);
      for (const [at, index] of indices.entries()) {
        for (let column = 0; column < dim; column++)
          expected[column]! += values[at]! * contentKernel[index * dim + column]!;
      }
      const length = Math.hypot(...expected);
      expect(maxAbsDifference(historyInputs.subarray(row * dim, (row + 1) * dim), expected)).toBeLessThan(
        1e-6,
      );
      const unit = expected.map((value) => value / length);
      expect(maxAbsDifference(embeddings.subarray(row * dim, (row + 1) * dim), unit)).toBeLessThan(1e-6);
    }
  });

  it('stops when it is asked to', async () => {
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(runItemTower(tower, items, { spec, signal })).rejects.toThrow('stop');
  });
});
