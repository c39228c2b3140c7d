import { describe, expect, it } from 'vitest';
import { itemNeighbours } from '../../../../batch/evaluate/baselines/item-neighbours.ts';
import { likeMatrix } from '../../../../batch/train/like-matrix.ts';
import { type Decision, makeTrainingSet } from '../../train/support/make-training-set.ts';

const usual = { width: 3, shrinkage: 10, mostLikes: 1000 };

describe('itemNeighbours()', () => {
  it('gives the shrunk cosines of what was liked together, nearest first', async () => {
    // Likes: ann 0 1 2, bob 0 1, cid 1 2. People: item 0 two, item 1 three, item 2 two; 0 and 1 together two, 0 and
    // 2 one, 1 and 2 two.
    const data = makeTrainingSet(4, [
      ['ann', 0, 'like', 1],
      ['ann', 1, 'like', 2],
      ['ann', 2, 'like', 3],
      ['bob', 0, 'like', 5],
      ['bob', 1, 'like', 6],
      ['cid', 1, 'like', 7],
      ['cid', 2, 'like', 8],
    ]);
    const near = 2 / (Math.sqrt(2 * 3) + 10);
    const far = 1 / (Math.sqrt(2 * 2) + 10);
    const { items, similarities } = await itemNeighbours(likeMatrix(data, 7), usual);
    expect([...items]).toEqual([1, 2, -1, 0, 2, -1, 1, 0, -1, -1, -1, -1]);
    for (const [at, value] of [near, far, 0, near, near, 0, near, far].entries())
      expect(similarities[at]).toBeCloseTo(value, 6);
  });

  it('keeps the nearest, the lower index of equals', async () => {
    const all = Array.from({ length: 12 }, (_, at): Decision => ['ann', at, 'like', at]);
    const { items } = await itemNeighbours(likeMatrix(makeTrainingSet(12, all), 12), usual);
    expect([...items.subarray(0, 3)]).toEqual([1, 2, 3]);
    expect([...items.subarray(6, 9)]).toEqual([0, 1, 3]);
  });

  it('counts only the newest likes of a long history', async () => {
    const all = Array.from({ length: 5 }, (_, at): Decision => ['ann', at, 'like', at]);
    const { items } = await itemNeighbours(likeMatrix(makeTrainingSet(5, all), 5), {
      ...usual,
      mostLikes: 2,
    });
    expect([...items]).toEqual([-1, -1, -1, -1, -1, -1, -1, -1, -1, 4, -1, -1, 3, -1, -1]);
  });
});
