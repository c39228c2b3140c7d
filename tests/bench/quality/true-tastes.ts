import type { EvaluationCase } from '../../../batch/evaluate/evaluation-cases.ts';
import { likeLogit } from '../../../batch/simulate/like-logit.ts';
import type { World } from '../../../batch/simulate/world.ts';

/** P(like | examined) of each item for a person of the world, shape [items]. */
export function likeProbabilities(world: World, person: number): Float64Array {
  return Float64Array.from(world.items, (item) => {
    const logit = likeLogit(world.parameters, world.people[person]!, item);
    return 1 / (1 + Math.exp(-logit));
  });
}

/**
 * NDCG@k of a list with the true probabilities of a like as graded relevance (Järvelin and Kekäläinen, 2002): the
 * oracle, which ranks by them, has 1. Only items outside the history count.
 */
export function trueNdcg(
  ranked: readonly number[],
  probabilities: Float64Array,
  { history, k }: { history: ReadonlySet<number>; k: number },
): number {
  const best = [...probabilities.keys()]
    .filter((item) => !history.has(item))
    .sort((a, b) => probabilities[b]! - probabilities[a]! || a - b)
    .slice(0, k);
  return gain(ranked.slice(0, k), probabilities) / gain(best, probabilities);
}

function gain(ranked: readonly number[], probabilities: Float64Array): number {
  return ranked.reduce((sum, item, at) => sum + probabilities[item]! / Math.log2(at + 2), 0);
}

export function historyOf({ likes, nopes }: EvaluationCase): Set<number> {
  return new Set([...likes, ...nopes]);
}
