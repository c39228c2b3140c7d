import { expect, test } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { likeMatrix } from '../../../batch/train/like-matrix.ts';
import { streamedLikeMatrix } from '../../../batch/train/streamed-like-matrix.ts';
import { type Decision, makeTrainingSet } from './support/make-training-set.ts';
import { streamedSet } from './support/streamed-set.ts';

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
