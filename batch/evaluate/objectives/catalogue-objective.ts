import { rankingMetrics } from '../ranking-metrics.ts';
import { topItems } from '../top-items.ts';
import type { Objective } from './objective.ts';

/** NDCG@10 + Recall@20 of the new likes, ranked among the whole catalogue; in [0, 2]. For people who choose themselves. */
export const catalogueObjective: Objective = {
  name: 'ndcg10 + recall20',
  applies: ({ targets }) => targets.size > 0,
  valueOf(scores, { targets }) {
    const ranked = topItems(scores, 20);
    return rankingMetrics(ranked, targets, 10).ndcg + rankingMetrics(ranked, targets, 20).recall;
  },
};
