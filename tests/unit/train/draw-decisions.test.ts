import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { drawDecisions } from '../../../batch/train/draw-decisions.ts';
import { scriptedRandom } from './support/scripted-random.ts';

const person = {
  personIndex: 0,
  items: Int32Array.of(10, 11, 12, 13),
  isLike: Uint8Array.of(1, 0, 1, 0),
};

describe('drawDecisions()', () => {
  it('gives what it keeps and asks for every like and nope that it hides', () => {
    // Not emptied (0.9), each is kept below 0.6.
    expect(drawDecisions(person, 0.1, scriptedRandom([0.9, 0.6, 0.5, 0.59, 0.6, 0.61]))).toEqual({
      likes: [10],
      nopes: [11],
      targets: [12],
      hiddenNopes: [13],
    });
  });

  it('hides one at random where it would keep all', () => {
    // 0.8 * 4 = 3.2: the decision at position 3.
    expect(drawDecisions(person, 0.1, scriptedRandom([0.9, 0.9, 0, 0, 0, 0, 0.8]))).toEqual({
      likes: [10, 12],
      nopes: [11],
      targets: [],
      hiddenNopes: [13],
    });
  });

  it('hides all of some people, and about half of the rest', () => {
    const random = createRandom(3);
    const draws = Array.from({ length: 2000 }, () => drawDecisions(person, 0.2, random));
    const kept = draws.map(({ likes, nopes }) => likes.length + nopes.length);
    // 0.2 for certain, and 0.8 / 5 of those whose probability, uniform in [0, 1], keeps none of four.
    expect(kept.filter((count) => count === 0).length / 2000).toBeCloseTo(0.36, 1);
    // Four are kept with probability 1/5 too, and are three then: 0.8 * (1 + 2 + 3 + 3) / 5.
    expect(kept.reduce((sum, count) => sum + count, 0) / 2000).toBeCloseTo(1.44, 1);
  });
});
