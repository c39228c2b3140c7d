import type { ModelManifest } from '../../shared/contracts/model-manifest.ts';
import type { EvaluationCase } from './evaluation-cases.ts';
import { isClearlyAhead } from './is-clearly-ahead.ts';
import type { Objective } from './objectives/objective.ts';
import { type PopularityCandidate, popularityObjectives } from './popularity-objectives.ts';
import type { Scorer } from './scorer.ts';

type PopularityWeights = ModelManifest['scoring']['popularityWeights'];

export interface PopularityChoice {
  halfLifeDays: number;
  weights: PopularityWeights;
  /** Mean objective over the cases with these weights; 0 without cases. */
  value: number;
  settingsTried: number;
  /** The objective of each case with these weights. */
  perCase: Float32Array;
}

export interface PopularityChoiceOptions {
  /** Applies to all cases. */
  objective: Objective;
  logits: Scorer;
  /** Half-lives to choose from; at least one. */
  candidates: readonly PopularityCandidate[];
  signal?: AbortSignal | undefined;
}

const grid = [0, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
const steps = [0, 1, 5, 20, 50];
/** With fewer validation people than this a step keeps the weight that is best for everybody. */
const fewestPeople = 30;

/**
 * Chooses, on validation cases only, the half-life of popularity and its weight in the score by number of likes:
 * the largest objective. Without likes there is nothing but popularity to go by, so step 0 gets the
 * largest weight of the grid when too few such people are there to tell.
 */
export async function choosePopularityWeights(
  cases: readonly EvaluationCase[],
  options: PopularityChoiceOptions,
): Promise<PopularityChoice> {
  const { candidates } = options;
  if (candidates.length === 0)
    throw new RangeError('Cannot choose popularity weights: there is no candidate half-life');
  const values = await popularityObjectives(cases, { ...options, weights: grid });
  const everybody = cases.map((_, index) => index);
  const best = { candidate: 0, weight: 0, value: Number.NEGATIVE_INFINITY };
  for (const [candidate, byWeight] of values.entries()) {
    for (const [weight, column] of byWeight.entries()) {
      const value = meanOf(column, everybody);
      if (value > best.value) Object.assign(best, { candidate, weight, value });
    }
  }
  const columns = values[best.candidate]!;
  const perCase = new Float32Array(cases.length);
  const weights = steps.map((minLikes, index) => {
    const next = steps[index + 1] ?? Number.POSITIVE_INFINITY;
    const some = everybody.filter((at) => {
      const count = cases[at]!.likes.length;
      return count >= minLikes && count < next;
    });
    const chosen =
      minLikes === 0
        ? chooseStep(columns, some, { otherwise: grid.length - 1 })
        : chooseStep(columns, some, { otherwise: best.weight, unlessClear: true });
    for (const at of some) perCase[at] = columns[chosen]![at]!;
    return { minLikes, weight: grid[chosen]! };
  });
  return {
    halfLifeDays: candidates[best.candidate]!.halfLifeDays,
    weights,
    value: meanOf(perCase, everybody),
    settingsTried: candidates.length * grid.length,
    perCase,
  };
}

interface StepOptions {
  /** Taken where the people are too few to tell. */
  otherwise: number;
  /** Also where the best is not clearly ahead of it. */
  unlessClear?: true;
}

/**
 * Index into the grid of the weight that is best for these people: a few dozen of them prefer some weight by chance.
 */
function chooseStep(
  columns: readonly Float32Array[],
  people: readonly number[],
  { otherwise, unlessClear }: StepOptions,
): number {
  if (people.length < fewestPeople) return otherwise;
  const values = columns.map((column) => meanOf(column, people));
  const best = values.indexOf(Math.max(...values));
  if (!unlessClear) return best;
  const leads = people.map((at) => columns[best]![at]! - columns[otherwise]![at]!);
  return isClearlyAhead(leads) ? best : otherwise;
}

function meanOf(column: Float32Array, people: readonly number[]): number {
  let sum = 0;
  for (const at of people) sum += column[at]!;
  return people.length === 0 ? 0 : sum / people.length;
}
