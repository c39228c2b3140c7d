import { expect, test } from 'vitest';
import { columnCounts } from '../../../batch/train/column-counts.ts';
import { likeMatrix } from '../../../batch/train/like-matrix.ts';
import { makeTrainingSet } from './support/make-training-set.ts';

const data = makeTrainingSet(3, [
  ['ann', 0, 'like', 1],
  ['ben', 1, 'nope', 2],
  ['ann', 1, 'like', 3],
  ['ann', 0, 'nope', 4],
  ['ben', 1, 'like', 5],
  ['ann', 2, 'like', 5.5],
  ['ann', 1, 'like', 6],
  ['ben', 2, 'like', 7],
]);

test('likeMatrix() takes each pair as it was decided last, in that order, in the rows asked for', () => {
  const likes = likeMatrix(data, 7);
  expect([likes.rows, likes.columns]).toEqual([2, 3]);
  expect(Array.from(likes.starts)).toEqual([0, 2, 3]);
  // Ann took 0 back, and liked 1 again after 2.
  expect(Array.from(likes.indices)).toEqual([2, 1, 1]);
});

test('columnCounts() counts who likes an item', () => {
  expect(Array.from(columnCounts(likeMatrix(data, 7)))).toEqual([0, 2, 1]);
  expect(Array.from(columnCounts(likeMatrix(data, 8)))).toEqual([0, 2, 2]);
});
