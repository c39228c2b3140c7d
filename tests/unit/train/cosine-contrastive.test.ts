import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { cosineContrastive } from '../../../batch/train/loss/cosine-contrastive.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const settings = { margin: 0.4, negativeWeight: 2 };

function lossOf(rows: { cosines: number[][]; targets: number[][]; logitOffsets: number[][] }): number {
  return tf.tidy(() => {
    const known = { targets: tf.tensor2d(rows.targets), logitOffsets: tf.tensor2d(rows.logitOffsets) };
    return cosineContrastive(tf.tensor2d(rows.cosines), known, settings).dataSync()[0]!;
  });
}

describe('cosineContrastive()', () => {
  it('pulls targets to 1 and pushes negatives below the margin', () => {
    // Person 0: 1 - .9 for the target; negatives .5 and .1 exceed .4 by .1 and 0, mean .05: .1 + 2 * .05 = .2.
    // Person 1, two targets of weight sqrt(1/2): sqrt(1/2) * (.4 + .3) = .494975; the one negative exceeds by .4, and
    // counts by the targets' weight sqrt 2: 2 * sqrt 2 * .4 = 1.131371. Together 1.626346.
    const half = Math.SQRT1_2;
    const loss = lossOf({
      cosines: [
        [0.9, 0.5, 0.1],
        [0.8, 0.6, 0.7],
      ],
      targets: [
        [1, 0, 0],
        [0, half, half],
      ],
      logitOffsets: [
        [0, 0, 0],
        [0, 0, 0],
      ],
    });
    expect(loss).toBeCloseTo((0.2 + 1.626346) / (1 + Math.SQRT2), 5);
  });

  it('leaves masked candidates out and weighs the others by e^offset', () => {
    // Excesses .5 (weight 3), .1 (weight 1), and a masked one: mean (1.5 + .1) / 4 = .4; 1 - .7 + 2 * .4 = 1.1.
    const loss = lossOf({
      cosines: [[0.7, 0.9, 0.5, 1]],
      targets: [[1, 0, 0, 0]],
      logitOffsets: [[0, Math.log(3), 0, -1e4]],
    });
    expect(loss).toBeCloseTo(1.1, 5);
  });

  it('is the targets alone where nobody is a negative', () => {
    const loss = lossOf({ cosines: [[0.25, 1]], targets: [[1, 0]], logitOffsets: [[0, -1e4]] });
    expect(loss).toBeCloseTo(0.75, 6);
  });
});
