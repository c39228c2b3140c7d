import { describe, expect, it } from 'vitest';
import {
  choosePopularityWeights,
  type PopularityChoice,
} from '../../../batch/evaluate/choose-popularity-weights.ts';
import type { EvaluationCase } from '../../../batch/evaluate/evaluation-cases.ts';
import { catalogueObjective } from '../../../batch/evaluate/objectives/catalogue-objective.ts';
import type { PopularityCandidate } from '../../../batch/evaluate/popularity-objectives.ts';
import type { Scorer } from '../../../batch/evaluate/scorer.ts';
import { makeCase } from './support/make-case.ts';

const items = 60;
const noLikes = new Float32Array(items);
/** Item 50 has e - 1 likes: ln(1 + likes) = 1. */
const oneIsPopular = noLikes.map((_, item) => (item === 50 ? Math.E - 1 : 0));

/** 40 people with `count` likes, of items 59, 58 … */
function fortyWith(count: number, target: number): EvaluationCase[] {
  return Array.from({ length: 40 }, () =>
    makeCase(
      Array.from({ length: count }, (_, at): [number, 'like'] => [59 - at, 'like']),
      [target],
    ),
  );
}

/** Fresh rows: item 50 scores 0; item i below 50 scores `lead` - 0.001 i; the rest -1. */
const logits =
  (lead: number) =>
  (cases: readonly EvaluationCase[]): Float32Array =>
    Float32Array.from({ length: cases.length * items }, (_, at) => {
      const item = at % items;
      return item === 50 ? 0 : item < 50 ? lead - 0.001 * item : -1;
    });

const choose = (
  cases: readonly EvaluationCase[],
  scorer: Scorer,
  candidates: readonly PopularityCandidate[],
) => choosePopularityWeights(cases, { objective: catalogueObjective, logits: scorer, candidates });

const weightOf = (choice: PopularityChoice, minLikes: number) =>
  choice.weights.find((step) => step.minLikes === minLikes)?.weight;

describe('choosePopularityWeights()', () => {
  it('takes the smallest weight that puts what people like next first', async () => {
    // Item 50 gets the weight itself, its rival 0.6: 1 is the first of the grid above that.
    const choice = await choose(fortyWith(1, 50), logits(0.6), [{ halfLifeDays: 7, likes: oneIsPopular }]);
    expect(choice.halfLifeDays).toBe(7);
    expect(weightOf(choice, 1)).toBe(1);
  });

  it('takes 0 where popularity misleads', async () => {
    // Item 0 is first without popularity; any weight above 0.6 puts item 50 before it.
    const choice = await choose(fortyWith(1, 0), logits(0.6), [{ halfLifeDays: 7, likes: oneIsPopular }]);
    expect(weightOf(choice, 1)).toBe(0);
  });

  it('chooses for each number of likes on its own', async () => {
    // Those with one like go for the popular item, those with six for the model's.
    const cases = [...fortyWith(1, 50), ...fortyWith(6, 0)];
    const choice = await choose(cases, logits(0.6), [{ halfLifeDays: 7, likes: oneIsPopular }]);
    expect(choice.weights.map(({ minLikes }) => minLikes)).toEqual([0, 1, 5, 20, 50]);
    expect([weightOf(choice, 1), weightOf(choice, 5)]).toEqual([1, 0]);
  });

  it('keeps the weight that is best for all where a step prefers another by chance', async () => {
    // At 1 item 50 is first and item 0 second: NDCG@10 + Recall@20 of 2 and of 1 / log2(3) + 1 = 1.631. At 0 item 0 is
    // first, and 50 rivals are before item 50: 2 and 0. So 33 people gain .369 at 0 and 6 lose 2: .0045 on average,
    // with a standard error of .14.
    const cases = [...fortyWith(1, 50), ...fortyWith(6, 0).slice(0, 33), ...fortyWith(6, 50).slice(0, 6)];
    const choice = await choose(cases, logits(0.6), [{ halfLifeDays: 7, likes: oneIsPopular }]);
    expect(weightOf(choice, 5)).toBe(1);
  });

  it('gives a step with few people the weight that is best for all, and step 0 the largest', async () => {
    const cases = [...fortyWith(1, 50), ...fortyWith(6, 0).slice(0, 29)];
    const choice = await choose(cases, logits(0.6), [{ halfLifeDays: 7, likes: oneIsPopular }]);
    expect(choice.weights).toEqual([
      { minLikes: 0, weight: 20 },
      { minLikes: 1, weight: 1 },
      { minLikes: 5, weight: 1 },
      { minLikes: 20, weight: 1 },
      { minLikes: 50, weight: 1 },
    ]);
  });

  it('measures step 0 too where enough people are there', async () => {
    const choice = await choose(fortyWith(0, 50), logits(0.6), [{ halfLifeDays: 7, likes: oneIsPopular }]);
    expect(weightOf(choice, 0)).toBe(1);
  });

  it('takes the half-life whose likes rank best', async () => {
    const choice = await choose(fortyWith(1, 50), logits(0.6), [
      { halfLifeDays: 3, likes: noLikes },
      { halfLifeDays: 30, likes: oneIsPopular },
      { halfLifeDays: 90, likes: noLikes },
    ]);
    expect(choice.halfLifeDays).toBe(30);
  });

  it('reports the objective that its weights reach', async () => {
    // Everybody's only target comes first: NDCG@10 and Recall@20 are 1.
    const choice = await choose(fortyWith(1, 50), logits(0.6), [{ halfLifeDays: 7, likes: oneIsPopular }]);
    expect([choice.value, choice.settingsTried]).toEqual([2, 9]);
  });

  it('refuses to choose from nothing', async () => {
    await expect(choose([], logits(1), [])).rejects.toThrow(RangeError);
  });
});
