import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { candidateRates } from '../../../batch/train/candidates/candidate-rates.ts';
import { drawDistinct } from '../../../batch/train/candidates/draw-distinct.ts';
import { limitExample } from '../../../batch/train/candidates/limit-example.ts';
import { createRowIndex } from '../../../batch/train/candidates/row-index.ts';
import type { PersonHistory } from '../../../batch/train/person-histories.ts';

describe('drawDistinct()', () => {
  it('draws so many different numbers below the size, each as often as any other', () => {
    const random = createRandom(3);
    const times = new Int32Array(7);
    for (let round = 0; round < 7000; round++) {
      const drawn = drawDistinct(3, 7, random);
      expect(drawn.size).toBe(3);
      for (const value of drawn) times[value]!++;
    }
    // 3000 each, with a standard deviation of sqrt(7000 * 3/7 * 4/7) = 41.
    for (const count of times) expect(Math.abs(count - 3000)).toBeLessThan(4 * 41);
  });

  it('draws all of them where there are no more', () => {
    expect([...drawDistinct(9, 3, createRandom(1))].sort()).toEqual([0, 1, 2]);
    expect(drawDistinct(0, 3, createRandom(1)).size).toBe(0);
  });
});

describe('limitExample()', () => {
  const many = Array.from({ length: 50 }, (_, at) => at);

  it('keeps 20 targets and 20 hidden nopes, in order', () => {
    const example = { likes: [100], nopes: [], targets: many, hiddenNopes: many.map((item) => 60 + item) };
    const { likes, targets, hiddenNopes } = limitExample(example, createRandom(2));
    expect(likes).toEqual([100]);
    for (const kept of [targets, hiddenNopes]) {
      expect(new Set(kept).size).toBe(20);
      expect(kept).toEqual([...kept].sort((a, b) => a - b));
    }
    expect(targets.every((item) => item < 50)).toBe(true);
    expect(targets).not.toEqual(many.slice(0, 20));
  });

  it('leaves a smaller example as it is', () => {
    const example = { likes: [1], nopes: [2], targets: [3, 4], hiddenNopes: [5] };
    expect(limitExample(example, createRandom(2))).toEqual(example);
  });
});

describe('createRowIndex()', () => {
  it('numbers items in the order in which they come, each once', () => {
    const index = createRowIndex(9);
    expect([4, 2, 4, 8].map((item) => index.add(item))).toEqual([0, 1, 0, 2]);
    expect([...index.items()]).toEqual([4, 2, 8]);
    expect([index.rowOf(8), index.rowOf(3)]).toEqual([2, -1]);
  });
});

describe('candidateRates()', () => {
  async function* everybody(people: readonly PersonHistory[]) {
    yield* people;
  }

  it('is how often a person brings an item, going by likes and nopes', async () => {
    // All that is hidden is in an empty history: both likes are targets (the cut is by time half of the time, then
    // the next five), every nope is hidden.
    const people = [
      { personIndex: 0, items: Int32Array.of(0, 1, 2), isLike: Uint8Array.of(1, 1, 0) },
      { personIndex: 1, items: Int32Array.of(0, 2), isLike: Uint8Array.of(1, 1) },
    ];
    const options = { items: 4, emptyHistory: 1, random: notByTime() };
    const rates = await candidateRates(everybody(people), options);
    // Four likes, all targets; one nope, hidden. Item 0: 2 likes of 2 people; 1: 1; 2: a like and a nope; 3: none.
    expect([...rates]).toEqual([1, 0.5, 1, 0]);
  });
});

/** drawExample() cuts by time when its first draw is below a half. */
function notByTime() {
  return () => 0.75;
}
