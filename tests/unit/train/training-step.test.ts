import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { randomNormal } from '../../../batch/random/random-normal.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { buildBatch } from '../../../batch/train/build-batch.ts';
import { sparseMatrix } from '../../../batch/train/sparse-matrix.ts';
import { parameterNames, type TowerParameters } from '../../../batch/train/tower-parameters.ts';
import { trainingStep } from '../../../batch/train/training-step.ts';
import { maxAbsDifference } from '../../contract/support/max-abs-difference.ts';
import { finiteDifferences, type PlainParameters, plainLoss } from './support/plain-loss.ts';
import { tinyConfig } from './support/tiny-config.ts';

const dim = 4;
const items = 6;
const contentWidth = 3;
const config = tinyConfig({ dim, temperature: 0.5, nopeNegativeWeight: 2, emptyHistory: 0 });
const random = createRandom(31);
const draw = (length: number) => Float32Array.from({ length }, () => randomNormal(random));
const parameters: TowerParameters = {
  itemIds: draw(items * dim),
  content: draw(contentWidth * dim),
  kernel: draw(3 * dim * dim),
  bias: draw(dim),
};
const content = sparseMatrix([
  { indices: [0, 1], values: [1, 0.5] },
  { indices: [0, 2], values: [1, 1] },
  { indices: [0], values: [1] },
  { indices: [0, 1, 2], values: [1, 0.7, 0.7] },
  { indices: [0, 2], values: [1, 0.5] },
  { indices: [0, 1], values: [1, 1] },
]);
const people = [
  { personIndex: 0, items: Int32Array.of(0, 1, 2, 3), isLike: Uint8Array.of(1, 0, 1, 1) },
  { personIndex: 1, items: Int32Array.of(4, 5, 3, 0, 2), isLike: Uint8Array.of(1, 1, 0, 1, 0) },
  { personIndex: 2, items: Int32Array.of(2, 1), isLike: Uint8Array.of(1, 1) },
];
const batch = buildBatch(people, items, config, createRandom(5));
// Item 0 is in a history, item 3 is a target.
const hidden = Uint8Array.of(1, 0, 0, 1, 0, 0);
const noneHidden = new Uint8Array(items);

const plain = Object.fromEntries(
  parameterNames.map((name) => [name, Float64Array.from(parameters[name])]),
) as PlainParameters;
const problem = { batch, content, dim, temperature: config.temperature };

describe.each(['cpu', 'wasm'] as const)('trainingStep() on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  it.each([
    ['no id hidden', noneHidden],
    ['ids hidden', hidden],
  ])('gives loss and gradients of the formula, %s', (_, hide) => {
    const { loss, gradients } = trainingStep(batch, parameters, content, config, hide);
    expect(loss).toBeCloseTo(plainLoss(plain, { ...problem, hidden: hide }), 5);
    const expected = finiteDifferences(plain, (some) => plainLoss(some, { ...problem, hidden: hide }));
    for (const name of parameterNames) {
      expect(Math.max(...expected[name].map(Math.abs))).toBeGreaterThan(0.01);
      expect(maxAbsDifference(gradients[name], expected[name]), name).toBeLessThan(2e-5);
    }
  });

  it('leaves no tensor behind and the parameters as they were', () => {
    const before = { tensors: tf.memory().numTensors, itemIds: parameters.itemIds.slice() };
    trainingStep(batch, parameters, content, config, hidden);
    expect(tf.memory().numTensors).toBe(before.tensors);
    expect(parameters.itemIds).toEqual(before.itemIds);
  });
});

describe('trainingStep()', () => {
  it('gives a hidden id that is in no history no gradient: its content alone is trained', () => {
    // Item 5 is in nobody's history here.
    const alone = buildBatch([people[2]!], items, config, createRandom(5));
    const hide = Uint8Array.of(0, 0, 0, 0, 0, 1);
    const { gradients } = trainingStep(alone, parameters, content, config, hide);
    expect([...gradients.itemIds.subarray(5 * dim)]).toEqual([0, 0, 0, 0]);
    const shown = trainingStep(alone, parameters, content, config, noneHidden).gradients;
    expect(Math.max(...shown.itemIds.subarray(5 * dim).map(Math.abs))).toBeGreaterThan(0.001);
  });
});
