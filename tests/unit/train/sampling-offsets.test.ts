import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { drawDistinct } from '../../../batch/train/candidates/draw-distinct.ts';
import { inclusionProbability } from '../../../batch/train/candidates/inclusion-probability.ts';
import { samplingOffsets } from '../../../batch/train/candidates/sampling-offsets.ts';
import { multiTargetSoftmax } from '../../../batch/train/loss/multi-target-softmax.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('inclusionProbability()', () => {
  it('is that of a uniform draw or of any other person', () => {
    // Two of eight drawn; one other person brings it half of the time: 1 - 3/4 * 1/2. Three others: 1 - 3/4 * 1/8.
    expect(inclusionProbability(0.5, { items: 8, sampledNegatives: 2, people: 2 })).toBeCloseTo(5 / 8, 12);
    expect(inclusionProbability(0.5, { items: 8, sampledNegatives: 2, people: 4 })).toBeCloseTo(29 / 32, 12);
    expect(inclusionProbability(0, { items: 8, sampledNegatives: 9, people: 1 })).toBe(1);
  });
});

describe('samplingOffsets()', () => {
  it('subtracts the logarithm: a candidate drawn half of the time counts twice', () => {
    const sampling = { items: 4, sampledNegatives: 2, people: 1 };
    const [offset] = samplingOffsets(Int32Array.of(3), new Float64Array(4), sampling);
    expect(offset).toBeCloseTo(Math.LN2, 6);
    // Logits ln 2 (the target, there for certain) and 0 (drawn): 2 / (2 + 2 * 1), so ln 2; without it ln 1.5.
    const known = { targets: tf.tensor2d([[1, 0]]), logitOffsets: tf.tensor2d([[0, offset!]]) };
    const loss = multiTargetSoftmax(tf.tensor2d([[Math.LN2, 0]]), known, 1).dataSync()[0];
    expect(loss).toBeCloseTo(Math.LN2, 5);
  });

  it('makes the sum over the candidates that of the catalogue, on average', () => {
    const random = createRandom(8);
    const items = 30;
    const rates = Float64Array.from({ length: items }, (_, item) => (item < 5 ? 0.2 : 0.01));
    const masses = Float64Array.from({ length: items }, () => Math.exp(2 * random()));
    const sampling = { items, sampledNegatives: 6, people: 4 };
    const rounds = 20_000;
    let sum = 0;
    for (let round = 0; round < rounds; round++) {
      const candidates = drawDistinct(sampling.sampledNegatives, items, random);
      for (let other = 1; other < sampling.people; other++)
        for (const [item, rate] of rates.entries()) if (random() < rate) candidates.add(item);
      const drawn = Int32Array.from(candidates);
      for (const [at, offset] of samplingOffsets(drawn, rates, sampling).entries())
        sum += (masses[drawn[at]!]! * Math.exp(offset)) / rounds;
    }
    const whole = masses.reduce((total, mass) => total + mass, 0);
    // One round's sum has a standard deviation of about 0.4 of the whole: 0.3 % after 20,000.
    expect(Math.abs(sum / whole - 1)).toBeLessThan(0.012);
  });
});
