import { caseBlocks } from '../case-blocks.ts';
import type { EvaluationCase } from '../evaluation-cases.ts';
import type { Scorer } from '../scorer.ts';
import { catalogueObjective } from './catalogue-objective.ts';
import type { Objective } from './objective.ts';

/** Mean of the objective over the cases that it applies to; 0 without any. */
export async function meanObjective(
  cases: readonly EvaluationCase[],
  scorer: Scorer,
  {
    objective = catalogueObjective,
    ...options
  }: { items: number; objective?: Objective; signal?: AbortSignal | undefined },
): Promise<number> {
  const some = cases.filter(objective.applies);
  let sum = 0;
  for await (const block of caseBlocks(some, scorer, options)) {
    for (const [row, entry] of block.cases.entries()) sum += objective.valueOf(block.row(row), entry);
  }
  return some.length === 0 ? 0 : sum / some.length;
}
