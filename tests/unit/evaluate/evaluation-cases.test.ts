import { describe, expect, it } from 'vitest';
import { addDecision, evaluationCases } from '../../../batch/evaluate/evaluation-cases.ts';
import { makeTrainingSet } from '../train/support/make-training-set.ts';
import { makeCase } from './support/make-case.ts';

// History is rows 0 to 3, targets are rows 4 to 7, row 8 comes later.
const data = makeTrainingSet(6, [
  ['ann', 0, 'like', 1],
  ['bob', 1, 'nope', 2],
  ['ann', 2, 'nope', 3],
  ['ann', 3, 'like', 4],
  ['ann', 3, 'like', 5],
  ['ann', 4, 'like', 6],
  ['bob', 2, 'nope', 7],
  ['cid', 5, 'like', 8],
  ['ann', 5, 'like', 9],
]);

describe('evaluationCases()', () => {
  it('takes everybody with a new like, the history from before it', () => {
    // Bob likes nothing in rows 4 to 7. Ann's item 3 is in her history, so only 4 is asked for. Cid has no history.
    expect(evaluationCases(data, 4, 8)).toEqual([
      {
        personIndex: 0,
        decisions: [
          { item: 0, isLike: true },
          { item: 2, isLike: false },
          { item: 3, isLike: true },
        ],
        likes: [0, 3],
        nopes: [2],
        targets: new Set([4]),
        newNopes: new Set(),
      },
      { personIndex: 2, decisions: [], likes: [], nopes: [], targets: new Set([5]), newNopes: new Set() },
    ]);
  });

  it('holds the nopes of the range beside the likes', () => {
    const [ann] = evaluationCases(data, 0, 4);
    expect(ann).toMatchObject({ likes: [], targets: new Set([0, 3]), newNopes: new Set([2]) });
  });

  it('sees nothing of the rows past its end', () => {
    const isLike = data.isLike.map((like, row) => (row < 8 ? like : 1 - like));
    const itemIndex = data.itemIndex.map((item, row) => (row < 8 ? item : 0));
    expect(evaluationCases({ ...data, isLike, itemIndex }, 4, 8)).toEqual(evaluationCases(data, 4, 8));
  });

  it('leaves out who only likes again what is in the history', () => {
    expect(evaluationCases(data, 4, 5)).toEqual([]);
  });

  it('takes the later part on a longer history', () => {
    const [ann, ...others] = evaluationCases(data, 8, 9);
    expect(others).toEqual([]);
    expect(ann).toMatchObject({ likes: [0, 3, 3, 4], nopes: [2], targets: new Set([5]) });
  });
});

describe('addDecision()', () => {
  it('adds the newest decision and no longer asks for its item', () => {
    const entry = makeCase([], [4, 5], [2, 3]);
    addDecision(entry, 4, false);
    addDecision(entry, 2, true);
    expect(entry).toEqual({
      personIndex: 0,
      decisions: [
        { item: 4, isLike: false },
        { item: 2, isLike: true },
      ],
      likes: [2],
      nopes: [4],
      targets: new Set([5]),
      newNopes: new Set([3]),
    });
  });
});
