import { describe, expect, it } from 'vitest';
import { decisionsObjective } from '../../../../batch/evaluate/objectives/decisions-objective.ts';
import { makeCase } from '../support/make-case.ts';

describe('decisionsObjective', () => {
  it('is the share of pairs in which the like is above the nope, ties counting half', () => {
    // Likes at .9, .5 and .2; nopes at .5 and .3: .9 beats both, .5 ties and wins, .2 loses both: 2 + 1.5 of 6.
    const scores = Float32Array.of(0.9, 0.5, 0.2, 0.5, 0.3, 99);
    expect(decisionsObjective.valueOf(scores, makeCase([], [0, 1, 2], [3, 4]))).toBeCloseTo(3.5 / 6, 9);
  });

  it('does not look at what nobody decided on', () => {
    const entry = makeCase([], [0], [1]);
    expect(decisionsObjective.valueOf(Float32Array.of(1, 0, 50), entry)).toBe(1);
    expect(decisionsObjective.valueOf(Float32Array.of(0, 1, -50), entry)).toBe(0);
  });

  it('needs a new like and a new nope', () => {
    expect(decisionsObjective.applies(makeCase([], [0], [1]))).toBe(true);
    expect(decisionsObjective.applies(makeCase([], [0], []))).toBe(false);
    expect(decisionsObjective.applies(makeCase([], [], [1]))).toBe(false);
    // Decided on before: not new.
    expect(decisionsObjective.applies(makeCase([[1, 'like']], [0], [1]))).toBe(false);
  });
});
