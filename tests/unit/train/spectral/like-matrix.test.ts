import { expect, test } from 'vitest';
import { createRandom } from '../../../../batch/random/create-random.ts';
import { likeMatrix } from '../../../../batch/train/spectral/like-matrix.ts';
import { streamedLikeMatrix } from '../../../../batch/train/spectral/streamed-like-matrix.ts';
import { type Decision, makeTrainingSet } from '../support/make-training-set.ts';
import { streamedSet } from '../support/streamed-set.ts';

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

test('streamedLikeMatrix() is the same matrix', async () => {
  const random = createRandom(5);
  const decisions = Array.from(
    { length: 900 },
    (_, at): Decision => [
      `person-${Math.floor(random() * 30)}`,
      Math.floor(random() * 20),
      random() < 0.5 ? 'like' : 'nope',
      at,
    ],
  );
  const data = makeTrainingSet(20, decisions);
  // The first rows leave people out, at the start, in the middle and at the end.
  for (const end of [0, 1, 5, 40, 900])
    expect(await streamedLikeMatrix(streamedSet(data), end)).toEqual(likeMatrix(data, end));
});
