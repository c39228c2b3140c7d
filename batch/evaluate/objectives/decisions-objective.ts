import type { Objective } from './objective.ts';

/**
 * The probability that a new like of a person is scored above a new nope of theirs, equals counting half: the area under
 * the ROC curve by person (the GAUC of Zhu et al., KDD 2018, each person counting alike); in [0, 1]. Only what was decided
 * on is looked at, so what had been shown, and how often, does not enter. For people who are shown what they decide on.
 */
export const decisionsObjective: Objective = {
  name: 'auc of decisions',
  applies: ({ targets, newNopes }) => targets.size > 0 && newNopes.size > 0,
  valueOf(scores, { targets, newNopes }) {
    const nopes = Float32Array.from(newNopes, (item) => scores[item]!).sort();
    let won = 0;
    for (const like of targets)
      won += (countBelow(nopes, scores[like]!, false) + countBelow(nopes, scores[like]!, true)) / 2;
    return won / (targets.size * nopes.length);
  },
};

/** How many of the ascending values are below `bound`, or equal to it where `orEqual`. */
function countBelow(ascending: Float32Array, bound: number, orEqual: boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < bound || (orEqual && ascending[middle] === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}
