import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { twoTowerLoss } from '../../../batch/train/two-tower-loss.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Inputs = [pools: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor2D, candidates: tf.Tensor2D];

// dim 2: the kernel hands the likes through and ignores the rest.
const kernel = tf.tensor2d([1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], [6, 2]);
const zeros = (rows: number, columns: number) => tf.zeros([rows, columns]) as tf.Tensor2D;

describe('twoTowerLoss()', () => {
  it('is the softmax over cosines, divided by the temperature', () => {
    // Users [3, 0] and [0, 7], items [2, 0] and [0, 5]: only directions count. Cosines 1, 0 and 0, 1; at 0.5
    // logits 2, 0 and 0, 2. Both want item 0: ln(1 + e^-2) = 0.126928 and ln(1 + e^2) = 2.126928.
    const pools = tf.tensor2d([3, 0, 9, 9, 9, 9, 0, 7, 9, 9, 9, 9], [2, 6]);
    const options = {
      targets: tf.tensor2d([1, 0, 1, 0], [2, 2]),
      logitOffsets: zeros(2, 2),
      temperature: 0.5,
    };
    const loss = twoTowerLoss(pools, kernel, zeros(1, 2), tf.tensor2d([2, 0, 0, 5], [2, 2]), options);
    expect(loss.dataSync()[0]).toBeCloseTo((0.126928 + 2.126928) / 2, 5);
  });

  it('adds the bias before it normalises: it alone is the user without a history', () => {
    // User [0, 4]: logits 0 and 2, target 1.
    const options = { targets: tf.tensor2d([[0, 1]]), logitOffsets: zeros(1, 2), temperature: 0.5 };
    const loss = twoTowerLoss(
      zeros(1, 6),
      kernel,
      tf.tensor2d([[0, 4]]),
      tf.tensor2d([2, 0, 0, 5], [2, 2]),
      options,
    );
    expect(loss.dataSync()[0]).toBeCloseTo(0.126928, 5);
  });

  it('has the gradient of finite differences in every input', () => {
    const random = createRandom(4);
    const [people, items, dim] = [3, 5, 3];
    const draw = (rows: number, columns: number) =>
      tf.tensor2d(
        Float32Array.from({ length: rows * columns }, () => 2 * random() - 1),
        [rows, columns],
      );
    const inputs: Inputs = [draw(people, 3 * dim), draw(3 * dim, dim), draw(1, dim), draw(items, dim)];
    const options = {
      targets: tf.tensor2d([1, 0, 0, 0, 0, 0, 0.7, 0.7, 0, 0, 0, 0, 0, 0, 1], [people, items]),
      logitOffsets: tf.tensor2d([0, -1e4, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [people, items]),
      temperature: 0.5,
    };
    const loss = (...tensors: tf.Tensor[]) => twoTowerLoss(...(tensors as Inputs), options);
    const slopes = tf
      .grads(loss)(inputs)
      .map((slope) => slope.dataSync());
    const step = 1e-2;
    for (const [index, input] of inputs.entries()) {
      const values = input.dataSync<'float32'>() as Float32Array;
      const lossWith = (at: number, change: number): number => {
        const changed = values.slice();
        changed[at]! += change;
        const tensors = inputs.map((other, n) => (n === index ? tf.tensor2d(changed, input.shape) : other));
        return loss(...tensors).dataSync()[0]!;
      };
      for (let at = 0; at < values.length; at++) {
        const slope = (lossWith(at, step) - lossWith(at, -step)) / (2 * step);
        // The third derivative times step^2 / 6, and float32's rounding: both well below this.
        expect(Math.abs(slope - slopes[index]![at]!)).toBeLessThan(2e-3);
      }
    }
  });
});
