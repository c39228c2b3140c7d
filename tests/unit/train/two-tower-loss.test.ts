import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { type TwoTowerLossSettings, twoTowerLoss } from '../../../batch/train/two-tower-loss.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

// dim 2: the kernel hands the likes through and ignores the rest.
const kernel = tf.tensor2d([1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], [6, 2]);
const zeros = (rows: number, columns: number) => tf.zeros([rows, columns]) as tf.Tensor2D;
const settings: TwoTowerLossSettings = {
  loss: 'softmax',
  temperature: 0.5,
  contrastive: { margin: 0.1, negativeWeight: 2 },
  matryoshka: { prefixes: [256], weight: 0.3 },
};

interface Problem {
  /** Likes as they are pooled, [people, 2]; the other two pools hold 9s. */
  users: number[][];
  items: number[][];
  targets: number[][];
  bias?: number[];
}

function lossOf({ users, items, targets, bias = [0, 0] }: Problem, changes: Partial<TwoTowerLossSettings>) {
  const inputs = {
    pools: tf.tensor2d(users.map((user) => [...user, 9, 9, 9, 9])),
    kernel,
    bias: tf.tensor2d([bias]),
    candidates: tf.tensor2d(items),
  };
  const known = { targets: tf.tensor2d(targets), logitOffsets: zeros(users.length, items.length) };
  return twoTowerLoss(inputs, known, { ...settings, ...changes }).dataSync()[0]!;
}

const twoPeople: Problem = {
  users: [
    [3, 4],
    [-3, 4],
  ],
  items: [
    [2, 0],
    [0, 5],
  ],
  targets: [
    [1, 0],
    [1, 0],
  ],
};

describe('twoTowerLoss()', () => {
  it('is the softmax over cosines, divided by the temperature', () => {
    // Users [3, 0] and [0, 7], items [2, 0] and [0, 5]: only directions count. Cosines 1, 0 and 0, 1; at 0.5
    // logits 2, 0 and 0, 2. Both want item 0: ln(1 + e^-2) = 0.126928 and ln(1 + e^2) = 2.126928.
    const users = [
      [3, 0],
      [0, 7],
    ];
    expect(lossOf({ ...twoPeople, users }, {})).toBeCloseTo((0.126928 + 2.126928) / 2, 5);
  });

  it('adds the bias before it normalises: it alone is the user without a history', () => {
    // User [0, 4]: logits 0 and 2, target 1.
    const nobody = { ...twoPeople, users: [[0, 0]], targets: [[0, 1]], bias: [0, 4] };
    expect(lossOf(nobody, {})).toBeCloseTo(0.126928, 5);
  });

  it('adds the loss of a prefix at its weight, brought to unit length by itself', () => {
    // Whole: cosines .6, .8 and -.6, .8; logits 1.2, 1.6 and -1.2, 1.6: ln(1 + e^.4) = .913015, ln(1 + e^2.8) =
    // 2.859034. First coordinate alone: users 1 and -1, items 1 and 0; logits 2, 0 and -2, 0: .126928 and 2.126928.
    const whole = (0.913015 + 2.859034) / 2;
    const prefix = (0.126928 + 2.126928) / 2;
    expect(lossOf(twoPeople, {})).toBeCloseTo(whole, 5);
    const both = lossOf(twoPeople, { matryoshka: { prefixes: [1], weight: 0.3 } });
    expect(both).toBeCloseTo(whole + 0.3 * prefix, 5);
  });

  it('takes the contrastive loss where it is asked for, whatever the temperature', () => {
    // 1 - .6 + 2 * (.8 - .1) = 1.8 and 1 + .6 + 2 * (.8 - .1) = 3.
    for (const temperature of [0.1, 0.5])
      expect(lossOf(twoPeople, { loss: 'contrastive', temperature })).toBeCloseTo(2.4, 5);
  });

  it('takes the logistic loss where it is asked for: likes told from nopes', () => {
    // Cosines .6, .8 and -.6, .8; logits 1.2, 1.6 and -1.2, 1.6. Likes of item 0, a nope of item 1 by the second:
    // ln(1 + e^-1.2) = .263282, ln(1 + e^1.2) = 1.463282, ln(1 + e^1.6) = 1.783901.
    const decided = {
      ...twoPeople,
      targets: [
        [1, 0],
        [1, -1],
      ],
    };
    const loss = lossOf(decided, { loss: 'logistic' });
    expect(loss).toBeCloseTo((0.263282 + 1.463282 + 1.783901) / 3, 5);
  });

  it.each(['softmax', 'contrastive'] as const)('has the gradient of finite differences (%s)', (loss) => {
    const random = createRandom(4);
    const [people, items, dim] = [3, 5, 3];
    const draw = (rows: number, columns: number) =>
      tf.tensor2d(
        Float32Array.from({ length: rows * columns }, () => 2 * random() - 1),
        [rows, columns],
      );
    const inputs = [draw(people, 3 * dim), draw(3 * dim, dim), draw(1, dim), draw(items, dim)];
    const known = {
      targets: tf.tensor2d([1, 0, 0, 0, 0, 0, 0.7, 0.7, 0, 0, 0, 0, 0, 0, 1], [people, items]),
      logitOffsets: tf.tensor2d([0, -1e4, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [people, items]),
    };
    const matryoshka = { prefixes: [2, 3], weight: 0.5 };
    const lossAt = (...tensors: tf.Tensor[]) => {
      const [pools, towerKernel, bias, candidates] = tensors as tf.Tensor2D[];
      const tower = { pools: pools!, kernel: towerKernel!, bias: bias!, candidates: candidates! };
      return twoTowerLoss(tower, known, { ...settings, loss, matryoshka });
    };
    const slopes = tf
      .grads(lossAt)(inputs)
      .map((slope) => slope.dataSync());
    const step = 1e-2;
    for (const [index, input] of inputs.entries()) {
      const values = input.dataSync<'float32'>() as Float32Array;
      const lossWith = (at: number, change: number): number => {
        const changed = values.slice();
        changed[at]! += change;
        const tensors = inputs.map((other, n) => (n === index ? tf.tensor2d(changed, input.shape) : other));
        return lossAt(...tensors).dataSync()[0]!;
      };
      for (let at = 0; at < values.length; at++) {
        const slope = (lossWith(at, step) - lossWith(at, -step)) / (2 * step);
        // The third derivative times step^2 / 6, and float32's rounding: both well below this.
        expect(Math.abs(slope - slopes[index]![at]!)).toBeLessThan(3e-3);
      }
    }
  });
});
