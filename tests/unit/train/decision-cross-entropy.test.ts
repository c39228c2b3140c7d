import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { decisionCrossEntropy } from '../../../batch/train/loss/decision-cross-entropy.ts';

describe.each(['cpu', 'wasm'] as const)('decisionCrossEntropy() on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  const lossOf = (logits: tf.Tensor2D, targets: number[][]) =>
    decisionCrossEntropy(logits, { targets: tf.tensor2d(targets) });

  it('is the mean over decisions of -ln of the probability of what was decided', () => {
    // A like at logit 2: ln(1 + e^-2) = .126928. A nope at -1: ln(1 + e^-1) = .313262. A nope at 3: ln(1 + e^3) =
    // 3.048587. Two people, three decisions; the zeros were not decided on.
    const loss = lossOf(
      tf.tensor2d([
        [2, -1, 9],
        [-9, 9, 3],
      ]),
      [
        [1, -1, 0],
        [0, 0, -1],
      ],
    );
    expect(loss.dataSync()[0]).toBeCloseTo((0.126928 + 0.313262 + 3.048587) / 3, 5);
  });

  it('has the slope (probability of a like - decided) / decisions, 0 where nothing was decided', () => {
    // Sigmoids of 2, -1 and 3: .880797, .268941, .952574.
    const targets = tf.tensor2d([
      [1, -1, 0],
      [0, 0, -1],
    ]);
    const slope = tf.grad((logits) => decisionCrossEntropy(logits as tf.Tensor2D, { targets }))(
      tf.tensor2d([
        [2, -1, 9],
        [-9, 9, 3],
      ]),
    );
    const expected = [0.880797 - 1, 0.268941, 0, 0, 0, 0.952574].map((value) => value / 3);
    expect([...slope.dataSync()]).toEqual(expected.map((value) => expect.closeTo(value, 5)));
  });

  it('stays finite at logits of a hundred', () => {
    const loss = lossOf(tf.tensor2d([[100, -100]]), [[-1, -1]]);
    expect(loss.dataSync()[0]).toBeCloseTo(50, 4);
  });
});
