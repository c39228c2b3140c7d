import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { multiTargetSoftmax } from '../../../batch/train/loss/multi-target-softmax.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const { LN2, SQRT1_2, log, sqrt } = Math;

interface Rows {
  logits: number[][];
  targets: number[][];
  logitOffsets?: number[][];
}

function lossOf({ logits, targets, logitOffsets }: Rows, bound = 1): number {
  return tf.tidy(() => {
    const offsets = logitOffsets ? tf.tensor2d(logitOffsets) : tf.zerosLike(tf.tensor2d(logits));
    const options = { targets: tf.tensor2d(targets), logitOffsets: offsets as tf.Tensor2D };
    return multiTargetSoftmax(tf.tensor2d(logits), options, bound).dataSync()[0]!;
  });
}

// Person 0 has one target, person 1 two with weight 2^-0.5 each.
const twoRows: Rows = {
  logits: [
    [LN2, 0, 0],
    [0, 0, LN2],
  ],
  targets: [
    [1, 0, 0],
    [0, SQRT1_2, SQRT1_2],
  ],
};

describe('multiTargetSoftmax()', () => {
  it('weighs each target and divides by the sum of weights', () => {
    // Row 0: 2/(2+1+1) = 1/2, so ln 2. Row 1: 1/4 and 1/2, so (ln 4 + ln 2)/sqrt 2 = 3 ln 2/sqrt 2.
    // Weights: 1 + 2/sqrt 2 = 1 + sqrt 2.
    const expected = (LN2 + (3 * LN2) / sqrt(2)) / (1 + sqrt(2));
    expect(lossOf(twoRows)).toBeCloseTo(expected, 6);
    expect(expected).toBeCloseTo(0.896165, 5);
  });

  it('leaves a masked item out of the softmax', () => {
    // Row 0 without item 2: 2/(2+1), so ln 1.5.
    const rows = { logits: [[LN2, 0, 0]], targets: [[1, 0, 0]], logitOffsets: [[0, 0, -1e4]] };
    expect(lossOf(rows)).toBeCloseTo(log(1.5), 6);
  });

  it('counts an item with offset ln(1 + w) as 1 + w items', () => {
    // Item 1 with w = 2 counts three: 2/(2+3+1) = 1/3.
    const rows = { logits: [[LN2, 0, 0]], targets: [[1, 0, 0]], logitOffsets: [[0, Math.log1p(2), 0]] };
    expect(lossOf(rows)).toBeCloseTo(log(3), 6);
  });

  it.each([0, LN2, 5, 20])('gives the same loss with the bound %d', (bound) => {
    expect(lossOf(twoRows, bound)).toBeCloseTo(lossOf(twoRows, 1), 5);
  });

  it('does not overflow at the bound nor vanish two bounds below it', () => {
    // Cosines 1 and -1 at temperature 0.025: logits 40 and -40. Target -40: 80 + ln(1 + e^-80) = 80.
    expect(lossOf({ logits: [[40, -40]], targets: [[0, 1]] }, 40)).toBeCloseTo(80, 4);
    // All at -40: ln 2.
    expect(lossOf({ logits: [[-40, -40]], targets: [[0, 1]] }, 40)).toBeCloseTo(LN2, 4);
  });

  it('has the gradient softmax minus target', () => {
    // Row 0: [1/2 - 1, 1/4, 1/4].
    const options = { targets: tf.tensor2d([[1, 0, 0]]), logitOffsets: tf.zeros([1, 3]) as tf.Tensor2D };
    const slope = tf.grad((logits) => multiTargetSoftmax(logits as tf.Tensor2D, options, 1));
    const values = slope(tf.tensor2d([[LN2, 0, 0]])).dataSync();
    for (const [at, expected] of [-0.5, 0.25, 0.25].entries()) expect(values[at]).toBeCloseTo(expected, 6);
  });
});
