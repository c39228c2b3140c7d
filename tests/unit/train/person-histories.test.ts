import { describe, expect, it } from 'vitest';
import { personHistories } from '../../../batch/train/person-histories.ts';
import { makeTrainingSet } from './support/make-training-set.ts';

const data = makeTrainingSet(4, [
  ['bob', 0, 'like', 1],
  ['ann', 3, 'nope', 2],
  ['bob', 2, 'nope', 3],
  ['ann', 1, 'like', 4],
  ['cid', 1, 'like', 5],
]);

describe('personHistories()', () => {
  it('groups by person, oldest first, in the order of their keys', () => {
    const histories = personHistories(data, 0, 5);
    expect(histories.map(({ personIndex }) => data.personKeys[personIndex])).toEqual(['ann', 'bob', 'cid']);
    expect(histories.map(({ items }) => [...items])).toEqual([[3, 1], [0, 2], [1]]);
    expect(histories.map(({ isLike }) => [...isLike])).toEqual([[0, 1], [1, 0], [1]]);
  });

  it('reads the rows from, inclusive, to to, exclusive, and leaves out who has none', () => {
    const histories = personHistories(data, 1, 3);
    expect(histories).toEqual([
      { personIndex: 0, items: Int32Array.of(3), isLike: Uint8Array.of(0) },
      { personIndex: 1, items: Int32Array.of(2), isLike: Uint8Array.of(0) },
    ]);
  });
});
