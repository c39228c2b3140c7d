import { describe, expect, it } from 'vitest';
import { likeMatrix, transposeLikes } from '../../../../batch/evaluate/baselines/like-matrix.ts';
import { makeTrainingSet } from '../../train/support/make-training-set.ts';

// Ann likes 2, 0 and 2 again; bob nopes 1; cid likes 0; the last row is past the end.
const data = makeTrainingSet(3, [
  ['ann', 2, 'like', 1],
  ['ann', 0, 'like', 2],
  ['bob', 1, 'nope', 3],
  ['ann', 2, 'like', 4],
  ['cid', 0, 'like', 5],
  ['cid', 1, 'like', 6],
]);

describe('likeMatrix()', () => {
  it('holds each pair once, in order of first like, and no nope', () => {
    const likes = likeMatrix(data, 5);
    expect([...likes.starts]).toEqual([0, 2, 2, 3]);
    expect([...likes.indices]).toEqual([2, 0, 0]);
  });
});

describe('transposeLikes()', () => {
  it('lists who liked an item', () => {
    const byItem = transposeLikes(likeMatrix(data, 5));
    expect([byItem.rows, byItem.columns]).toEqual([3, 3]);
    expect([...byItem.starts]).toEqual([0, 2, 2, 3]);
    expect([...byItem.indices]).toEqual([0, 2, 0]);
  });
});
