/** Metrics of one ranked list, each in [0, 1]. */
export type RankingMetric = 'recall' | 'ndcg' | 'map' | 'mrr' | 'hit';

export const rankingMetricNames: readonly RankingMetric[] = ['recall', 'ndcg', 'map', 'mrr', 'hit'];

/**
 * What the first k of a ranked list are worth; relevance is binary, positions count from 1. `targets` is not empty.
 * - recall: share of the targets that are found
 * - ndcg: gain 1/log2(position + 1) over the best that k positions allow (Järvelin and Kekäläinen, 2002)
 * - map: precision at each hit, summed, over min(k, targets)
 * - mrr: 1/position of the first hit
 * - hit: 1 when there is a hit
 */
export function rankingMetrics(
  ranked: readonly number[],
  targets: ReadonlySet<number>,
  k: number,
): Record<RankingMetric, number> {
  let hits = 0;
  let gain = 0;
  let precision = 0;
  let first = 0;
  const length = Math.min(k, ranked.length);
  for (let index = 0; index < length; index++) {
    if (!targets.has(ranked[index]!)) continue;
    hits++;
    gain += 1 / Math.log2(index + 2);
    precision += hits / (index + 1);
    if (first === 0) first = 1 / (index + 1);
  }
  const possible = Math.min(k, targets.size);
  return {
    recall: hits / targets.size,
    ndcg: gain / bestGain(possible),
    map: precision / possible,
    mrr: first,
    hit: Number(hits > 0),
  };
}

const bestGains = [0];

function bestGain(positions: number): number {
  while (bestGains.length <= positions)
    bestGains.push(bestGains[bestGains.length - 1]! + 1 / Math.log2(bestGains.length + 1));
  return bestGains[positions]!;
}
