/** Share of the targets that are among the first k, in [0, 1]. */
export function recallAtK(ranked: readonly number[], targets: ReadonlySet<number>, k: number): number {
  let hits = 0;
  for (const item of ranked.slice(0, k)) if (targets.has(item)) hits++;
  return hits / targets.size;
}

/**
 * Normalised discounted cumulative gain with binary relevance, in [0, 1]: gain 1/log2(position + 1), positions from
 * 1, divided by the best that k positions allow (Järvelin and Kekäläinen, 2002).
 */
export function ndcgAtK(ranked: readonly number[], targets: ReadonlySet<number>, k: number): number {
  let gain = 0;
  for (const [index, item] of ranked.slice(0, k).entries())
    if (targets.has(item)) gain += 1 / Math.log2(index + 2);
  let best = 0;
  for (let index = 0; index < Math.min(k, targets.size); index++) best += 1 / Math.log2(index + 2);
  return gain / best;
}
