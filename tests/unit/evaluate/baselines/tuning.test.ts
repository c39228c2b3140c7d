import { beforeAll, describe, expect, it } from 'vitest';
import { allBaselines } from '../../../../batch/evaluate/baselines/all-baselines.ts';
import type { BaselineProblem, FittedBaseline } from '../../../../batch/evaluate/baselines/baseline.ts';
import { popularityScorer } from '../../../../batch/evaluate/baselines/popularity-scorer.ts';
import { evaluationCases } from '../../../../batch/evaluate/evaluation-cases.ts';
import { meanObjective } from '../../../../batch/evaluate/objectives/mean-objective.ts';
import { selectBackend } from '../../../../batch/train/backend/select-backend.ts';
import { twoTastes } from '../../train/support/two-tastes.ts';
import { makeCase } from '../support/make-case.ts';

const data = twoTastes({ people: 60, items: 40, decisions: 20 });
const problem: BaselineProblem = {
  data,
  trainEnd: 800,
  fitEnd: 800,
  historyEnd: 1000,
  validation: evaluationCases(data, 800, 1000),
  seed: 1,
};
const test = evaluationCases(data, 1000, 1200);

beforeAll(async () => {
  await selectBackend('wasm');
});

async function fitOf(name: string, known: Partial<BaselineProblem> = {}): Promise<FittedBaseline> {
  const baseline = allBaselines().find((one) => one.name === name)!;
  const fitted = await baseline.fit({ ...problem, ...known });
  if ('absent' in fitted) throw new TypeError(fitted.absent);
  return fitted;
}

describe('allBaselines()', () => {
  it('chooses settings on validation and says how many were tried', async () => {
    const tried = Object.fromEntries(
      await Promise.all(
        allBaselines().map(async ({ name }) => [name, (await fitOf(name)).settingsTried] as const),
      ),
    );
    expect(tried).toEqual({
      popularity: 1,
      recentPopularity: 8,
      itemKnn: 16,
      ease: 7,
      // Seven ridges, then eight half-lives by eleven weights.
      easePopularity: 95,
      // The usual one, three weights, two ridges, two widths.
      ials: 8,
    });
  });

  it.each(['itemKnn', 'ease', 'easePopularity', 'ials'])(
    '%s hears of tastes, popularity does not',
    async (name) => {
      const popular = (await fitOf('popularity')).scorer;
      const value = await meanObjective(test, (await fitOf(name)).scorer, { items: 40 });
      expect(value).toBeGreaterThan(1.2 * (await meanObjective(test, popular, { items: 40 })));
    },
  );

  it.each(['itemKnn', 'ease', 'ials'])(
    '%s folds in the history of the case and learns rows to fitEnd alone',
    async (name) => {
      const later = {
        ...data,
        isLike: data.isLike.map((like, row) => (row >= 1000 ? 1 - like : like)),
      };
      const person = [makeCase([[3, 'like']], []), makeCase([[4, 'like']], [])];
      const scores = (await fitOf(name)).scorer(person);
      expect(scores.slice(0, 40)).not.toEqual(scores.slice(40));
      expect((await fitOf(name, { data: later })).scorer(person)).toEqual(scores);
      expect((await fitOf(name, { fitEnd: 1000 })).scorer(person)).not.toEqual(scores);
    },
  );

  it.each(['itemKnn', 'ease', 'ials'])('%s gives recent popularity to who has no like', async (name) => {
    const nobody = [makeCase([[3, 'nope']], [])];
    const recent = (await fitOf('recentPopularity')).scorer(nobody);
    expect((await fitOf(name)).scorer(nobody)).toEqual(recent);
  });

  it('counts popularity to the end of the history', async () => {
    const before = (await fitOf('popularity')).scorer([makeCase([], [])]);
    const after = (await fitOf('popularity', { historyEnd: 800 })).scorer([makeCase([], [])]);
    const sum = (scores: Float32Array) => scores.reduce((all, score) => all + score, 0);
    expect(sum(before)).toBe(data.isLike.slice(0, 1000).reduce((all, like) => all + like, 0));
    expect(sum(after)).toBe(data.isLike.slice(0, 800).reduce((all, like) => all + like, 0));
  });
});

describe('popularityScorer()', () => {
  it('gives everybody the same row', () => {
    const scorer = popularityScorer(Float32Array.of(3, 0, 1.5));
    expect([...scorer([makeCase([[0, 'like']], []), makeCase([], [1])])]).toEqual([3, 0, 1.5, 3, 0, 1.5]);
  });
});
