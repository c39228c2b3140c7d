import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { randomNormal } from '../../../batch/random/random-normal.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { buildBatch } from '../../../batch/train/build-batch.ts';
import type { StepGradients } from '../../../batch/train/row-gradient.ts';
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
const catalogue = { items, rates: new Float64Array(items), priors: new Float32Array(items) };
const batch = buildBatch(people, catalogue, config, createRandom(5));
// Item 0 is in a history, item 3 is a target.
const hidden = Uint8Array.of(1, 0, 0, 1, 0, 0);
const noneHidden = new Uint8Array(items);

const plain = Object.fromEntries(
  parameterNames.map((name) => [name, Float64Array.from(parameters[name])]),
) as PlainParameters;
/** Rows that have no gradient are zero. */
function wholeGradient(gradients: StepGradients, name: (typeof parameterNames)[number]): Float32Array {
  const gradient = gradients[name];
  if (gradient instanceof Float32Array) return gradient;
  const whole = new Float32Array(parameters[name].length);
  for (const [at, row] of gradient.rows.entries())
    whole.set(gradient.values.subarray(at * dim, (at + 1) * dim), row * dim);
  return whole;
}

const problem = { batch, content, dim, temperature: config.temperature };

describe.each(['cpu', 'wasm'] as const)('trainingStep() on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  it.each([
    ['no id hidden', noneHidden],
    ['ids hidden', hidden],
  ])('gives loss and gradients of the formula, %s', (_, hide) => {
    const { loss, gradients } = trainingStep(batch, parameters, { content, config, hidden: hide });
    expect(loss).toBeCloseTo(plainLoss(plain, { ...problem, hidden: hide }), 5);
    const expected = finiteDifferences(plain, (some) => plainLoss(some, { ...problem, hidden: hide }));
    for (const name of parameterNames) {
      expect(Math.max(...expected[name].map(Math.abs))).toBeGreaterThan(0.01);
      expect(maxAbsDifference(wholeGradient(gradients, name), expected[name]), name).toBeLessThan(2e-5);
    }
  });

  it('adds the gradients of both penalties, of the rows that it touches', () => {
    const given = { content, config, hidden: noneHidden };
    const without = trainingStep(batch, parameters, given).gradients;
    const free = { itemIds: without.itemIds.values.slice(), content: without.content.values.slice() };
    const penalised = { ...config, idPenalty: 0.25, contentPenalty: 0.5 };
    const { gradients } = trainingStep(batch, parameters, { ...given, config: penalised });
    const added = (name: 'itemIds' | 'content') =>
      gradients[name].values.map((value, at) => value - free[name][at]!);
    // 2 * 0.25 and 2 * 0.5 times the parameters; every row is a candidate here.
    expect(
      maxAbsDifference(
        added('itemIds'),
        parameters.itemIds.map((value) => value / 2),
      ),
    ).toBeLessThan(1e-6);
    expect(maxAbsDifference(added('content'), parameters.content)).toBeLessThan(1e-6);
  });

  it('leaves no tensor behind and the parameters as they were', () => {
    const before = { tensors: tf.memory().numTensors, itemIds: parameters.itemIds.slice() };
    trainingStep(batch, parameters, { content, config, hidden });
    expect(tf.memory().numTensors).toBe(before.tensors);
    expect(parameters.itemIds).toEqual(before.itemIds);
  });
});

describe('trainingStep()', () => {
  it('gives a hidden id that is in no history no gradient: its content alone is trained', () => {
    // Item 5 is in nobody's history here.
    const alone = buildBatch([people[2]!], catalogue, config, createRandom(5));
    const hide = Uint8Array.of(0, 0, 0, 0, 0, 1);
    const { gradients } = trainingStep(alone, parameters, { content, config, hidden: hide });
    expect([...gradients.itemIds.values.subarray(5 * dim)]).toEqual([0, 0, 0, 0]);
    const shown = trainingStep(alone, parameters, { content, config, hidden: noneHidden }).gradients;
    expect(Math.max(...shown.itemIds.values.subarray(5 * dim).map(Math.abs))).toBeGreaterThan(0.001);
  });

  it('is the same with every item drawn as a candidate as over the whole catalogue', async () => {
    const sampled = { ...config, sampledNegatives: items };
    // Nobody has so many targets that some are left out, so the same numbers are drawn up to the candidates.
    const drawn = buildBatch(people, catalogue, sampled, createRandom(5));
    expect([...drawn.rows]).not.toEqual([...batch.rows]);
    expect([...drawn.rows].sort()).toEqual([...batch.rows]);
    const found = trainingStep(drawn, parameters, { content, config: sampled, hidden: noneHidden });
    const whole = trainingStep(batch, parameters, { content, config, hidden: noneHidden });
    expect(found.loss).toBeCloseTo(whole.loss, 5);
    for (const name of parameterNames) {
      const difference = maxAbsDifference(
        wholeGradient(found.gradients, name),
        wholeGradient(whole.gradients, name),
      );
      expect(difference, name).toBeLessThan(1e-6);
    }
  });

  it('reads and changes only rows of its people and candidates', () => {
    const sampled = { ...config, sampledNegatives: 1 };
    const drawn = buildBatch([people[2]!], catalogue, sampled, createRandom(5));
    expect(drawn.rows.length).toBeLessThan(items);
    expect(drawn.targets).toHaveLength(drawn.candidates);
    const hide = new Uint8Array(drawn.candidates);
    const { loss, gradients } = trainingStep(drawn, parameters, { content, config: sampled, hidden: hide });
    expect([...gradients.itemIds.rows]).toEqual([...drawn.rows]);
    const others = { ...parameters, itemIds: parameters.itemIds.slice() };
    for (let item = 0; item < items; item++)
      if (!drawn.rows.includes(item)) others.itemIds.fill(Number.NaN, item * dim, (item + 1) * dim);
    expect(trainingStep(drawn, others, { content, config: sampled, hidden: hide }).loss).toBe(loss);
  });
});
