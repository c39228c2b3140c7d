import { caseBlocks } from './case-blocks.ts';
import type { EvaluationCase } from './evaluation-cases.ts';
import { rankingMetrics } from './ranking-metrics.ts';
import type { Scorer } from './scorer.ts';
import { topItems } from './top-items.ts';

/** As many items as `objectiveOf` looks at. */
export const objectiveDepth = 20;

/** What every choice on validation maximises, for one list: NDCG@10 + Recall@20, in [0, 2]. */
export function objectiveOf(ranked: readonly number[], targets: ReadonlySet<number>): number {
  return rankingMetrics(ranked, targets, 10).ndcg + rankingMetrics(ranked, targets, 20).recall;
}

/** Mean of the objective over the cases; 0 without any. */
export async function meanObjective(
  cases: readonly EvaluationCase[],
  scorer: Scorer,
  options: { items: number; signal?: AbortSignal | undefined },
): Promise<number> {
  let sum = 0;
  for await (const block of caseBlocks(cases, scorer, options)) {
    for (const [row, { targets }] of block.cases.entries())
      sum += objectiveOf(topItems(block.row(row), objectiveDepth), targets);
  }
  return cases.length === 0 ? 0 : sum / cases.length;
}
