import type { EvaluationCase } from './evaluation-cases.ts';
import { ndcgAtK, recallAtK } from './ranking-metrics.ts';
import { topItems } from './top-items.ts';

/** The first `limit` items for each case, best first, without what is in its history. */
export type Ranker = (cases: readonly EvaluationCase[], limit: number) => number[][];

/** Scores of all items for each case: shape [cases, items], row-major. Higher is better. */
export type Scorer = (cases: readonly EvaluationCase[]) => Float32Array;

/** Means over people; each in [0, 1]. `coverage20`: share of the catalogue that is in somebody's first 20. */
export type RankingMetrics = Record<
  'recall10' | 'recall20' | 'ndcg10' | 'ndcg20' | 'coverage20' | 'people',
  number
>;

const casesAtOnce = 256;

/** Ranks the full catalogue of `items` for each case and compares with what the person liked next. */
export function evaluateRanker(
  cases: readonly EvaluationCase[],
  items: number,
  ranker: Ranker,
): RankingMetrics {
  const sums = { recall10: 0, recall20: 0, ndcg10: 0, ndcg20: 0 };
  const shown = new Set<number>();
  for (let first = 0; first < cases.length; first += casesAtOnce) {
    const some = cases.slice(first, first + casesAtOnce);
    for (const [row, ranked] of ranker(some, 20).entries()) {
      const { targets } = some[row]!;
      sums.recall10 += recallAtK(ranked, targets, 10);
      sums.recall20 += recallAtK(ranked, targets, 20);
      sums.ndcg10 += ndcgAtK(ranked, targets, 10);
      sums.ndcg20 += ndcgAtK(ranked, targets, 20);
      for (const item of ranked) shown.add(item);
    }
  }
  const mean = (sum: number): number => (cases.length === 0 ? 0 : sum / cases.length);
  return {
    recall10: mean(sums.recall10),
    recall20: mean(sums.recall20),
    ndcg10: mean(sums.ndcg10),
    ndcg20: mean(sums.ndcg20),
    coverage20: shown.size / items,
    people: cases.length,
  };
}

/** Ranks by score alone. @param items width of the scorer's rows */
export function rankByScore(scorer: Scorer, items: number): Ranker {
  return (cases, limit) => {
    const scores = scorer(cases);
    return cases.map(({ likes, nopes }, row) =>
      topItems(scores.subarray(row * items, (row + 1) * items), limit, new Set([...likes, ...nopes])),
    );
  };
}
