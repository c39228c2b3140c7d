import { describe, expect, it } from 'vitest';
import { evaluationCases } from '../../../batch/evaluate/evaluation-cases.ts';
import { leaveLastOut } from '../../../batch/evaluate/leave-last-out.ts';
import { sampleCases } from '../../../batch/evaluate/sample-cases.ts';
import { makeTrainingSet } from '../train/support/make-training-set.ts';
import { makeCase } from './support/make-case.ts';

describe('leaveLastOut()', () => {
  it('takes the last like for the test and the one before for validation', () => {
    const data = makeTrainingSet(9, [
      ['ann', 0, 'like', 1],
      ['ann', 1, 'nope', 2],
      ['ann', 2, 'like', 3],
      ['ann', 3, 'nope', 4],
      ['ann', 4, 'like', 5],
      ['ann', 5, 'nope', 6],
      ['bob', 6, 'like', 7],
      ['bob', 7, 'like', 8],
      ['cid', 8, 'like', 9],
    ]);
    const split = leaveLastOut(data, { seed: 1 });
    // Bob and cid have too few likes: all of theirs trains.
    expect([...split.itemIndex]).toEqual([0, 1, 6, 7, 8, 2, 3, 4, 5]);
    expect(split.split).toEqual({ trainEnd: 5, validationEnd: 7 });
    expect([...split.decidedAt]).toEqual([1, 2, 7, 8, 9, 3, 4, 5, 6]);
    const [test] = evaluationCases(split, 7, 9);
    expect(test).toMatchObject({ likes: [0, 2], nopes: [1, 3], targets: new Set([4]) });
    const [validation] = evaluationCases(split, 5, 7);
    expect(validation).toMatchObject({ likes: [0], nopes: [1], targets: new Set([2]) });
  });

  it('draws who is last among equal times, whatever the order of the catalogue', () => {
    const last = new Set<number>();
    for (let seed = 0; seed < 30; seed++) {
      const data = makeTrainingSet(
        3,
        [0, 1, 2].map((item): [string, number, 'like', number] => ['ann', item, 'like', 0]),
      );
      last.add(leaveLastOut(data, { seed }).itemIndex[2]!);
    }
    expect([...last].sort()).toEqual([0, 1, 2]);
  });
});

describe('sampleCases()', () => {
  it('draws people of all ids, the same for a seed, in their order', () => {
    const cases = Array.from({ length: 1000 }, (_, personIndex) => ({ ...makeCase([], [0]), personIndex }));
    const drawn = sampleCases(cases, { limit: 100, seed: 5 }).map(({ personIndex }) => personIndex);
    expect(new Set(drawn).size).toBe(100);
    expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
    // The mean of 0 to 999 is 499.5; that of a hundred of them is off by 29 as a rule.
    expect(Math.abs(drawn.reduce((sum, id) => sum + id, 0) / 100 - 499.5)).toBeLessThan(100);
    expect(sampleCases(cases, { limit: 100, seed: 5 }).map(({ personIndex }) => personIndex)).toEqual(drawn);
    expect(sampleCases(cases, { limit: 1000, seed: 5 })).toBe(cases);
  });
});
