import { expect, test } from 'vitest';
import { transposeLikes } from '../../../../batch/evaluate/baselines/transpose-likes.ts';
import { likeMatrix } from '../../../../batch/train/like-matrix.ts';
import { makeTrainingSet } from '../../train/support/make-training-set.ts';

test('transposeLikes() lists who likes an item', () => {
  // Ann likes 2, 0 and 2 again; bob nopes 1; cid likes 0; the last row is past the end.
  const data = makeTrainingSet(3, [
    ['ann', 2, 'like', 1],
    ['ann', 0, 'like', 2],
    ['bob', 1, 'nope', 3],
    ['ann', 2, 'like', 4],
    ['cid', 0, 'like', 5],
    ['cid', 1, 'like', 6],
  ]);
  const byItem = transposeLikes(likeMatrix(data, 5));
  expect([byItem.rows, byItem.columns]).toEqual([3, 3]);
  expect([...byItem.starts]).toEqual([0, 2, 2, 3]);
  expect([...byItem.indices]).toEqual([0, 2, 0]);
});
