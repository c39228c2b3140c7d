import { expect, test } from 'vitest';
import { likeMatrix } from '../../../../batch/train/spectral/like-matrix.ts';
import { makeTrainingSet } from '../support/make-training-set.ts';

test('likeMatrix() takes each pair as it was decided last, in the rows asked for', () => {
  const data = makeTrainingSet(3, [
    ['ann', 0, 'like', 1],
    ['ben', 1, 'nope', 2],
    ['ann', 1, 'like', 3],
    ['ann', 0, 'nope', 4],
    ['ben', 1, 'like', 5],
    ['ann', 1, 'like', 6],
    ['ben', 2, 'like', 7],
  ]);
  const likes = likeMatrix(data, 6);
  expect(Array.from(likes.starts)).toEqual([0, 1, 2]);
  expect(Array.from(likes.indices)).toEqual([1, 1]);
  expect(Array.from(likes.itemDegrees)).toEqual([0, 2, 0]);
  expect(Array.from(likeMatrix(data, 7).itemDegrees)).toEqual([0, 2, 1]);
});
