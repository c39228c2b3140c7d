import type { TrainingSet } from '../io/training-set.ts';
import { maskHistory } from './case-blocks.ts';
import { type ModelScorerOptions, modelScorer } from './model-scorer.ts';
import type { Ranker } from './scorer.ts';
import { servedPage } from './served-page.ts';

export interface ServedRankingOptions extends ModelScorerOptions {
  items: TrainingSet['items'];
}

/** Ranks as the endpoint does: the score of retrieval, then the rules of shared/ranking. */
export function servedRanking({ items, ...scoring }: ServedRankingOptions): Ranker {
  const scorer = modelScorer(scoring);
  const page = servedPage(items);
  return (cases, limit) => {
    const scores = scorer(cases);
    return cases.map((entry, row) => {
      const own = scores.subarray(row * items.length, (row + 1) * items.length);
      maskHistory(own, entry);
      return page(entry, own, limit);
    });
  };
}
