import type { ModelManifest } from '../../shared/contracts/model-manifest.ts';
import { evaluateRanker, rankByScore } from './evaluate-ranker.ts';
import type { EvaluationCase } from './evaluation-cases.ts';

type PopularityWeights = ModelManifest['scoring']['popularityWeights'];

export interface PopularityChoice {
  halfLifeDays: number;
  weights: PopularityWeights;
}

/** Candidate half-lives with the item likes that they give, shape [items]. */
export interface PopularityCandidate {
  halfLifeDays: number;
  likes: Float32Array;
}

const grid = [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5];
const steps = [0, 1, 5, 20, 50];
/** With fewer validation people than this a step keeps the weight that is best for everybody. */
const fewestPeople = 30;

/**
 * Chooses, on validation cases only, the half-life of popularity and its weight in the score by number of likes:
 * the largest NDCG@10 + Recall@20. Without likes there is nothing but popularity to go by, so step 0 gets the
 * largest weight of the grid when too few such people are there to tell.
 */
export function choosePopularityWeights(
  cases: readonly EvaluationCase[],
  logits: (cases: readonly EvaluationCase[]) => Float32Array,
  candidates: readonly PopularityCandidate[],
): PopularityChoice {
  let best: { halfLifeDays: number; likes: Float32Array; weight: number; value: number } | undefined;
  for (const { halfLifeDays, likes } of candidates) {
    for (const weight of grid) {
      const value = quality(cases, logits, likes, weight);
      if (!best || value > best.value) best = { halfLifeDays, likes, weight, value };
    }
  }
  if (!best) throw new RangeError('Cannot choose popularity weights: there is no candidate half-life');
  const { halfLifeDays, likes, weight: overall } = best;
  const weights = steps.map((minLikes, index) => {
    const next = steps[index + 1] ?? Number.POSITIVE_INFINITY;
    const some = cases.filter((entry) => entry.likes.length >= minLikes && entry.likes.length < next);
    if (some.length < fewestPeople) return { minLikes, weight: minLikes === 0 ? grid.at(-1)! : overall };
    const values = grid.map((weight) => quality(some, logits, likes, weight));
    return { minLikes, weight: grid[values.indexOf(Math.max(...values))]! };
  });
  return { halfLifeDays, weights };
}

function quality(
  cases: readonly EvaluationCase[],
  logits: (cases: readonly EvaluationCase[]) => Float32Array,
  likes: Float32Array,
  weight: number,
): number {
  const logLikes = likes.map((count) => Math.log1p(count));
  const scorer = (some: readonly EvaluationCase[]): Float32Array => {
    const scores = logits(some);
    for (let at = 0; at < scores.length; at++)
      scores[at] = scores[at]! + weight * logLikes[at % likes.length]!;
    return scores;
  };
  const metrics = evaluateRanker(cases, likes.length, rankByScore(scorer, likes.length));
  return metrics.ndcg10 + metrics.recall20;
}
