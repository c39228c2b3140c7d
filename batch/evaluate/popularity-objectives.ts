import { caseBlocks } from './case-blocks.ts';
import type { EvaluationCase } from './evaluation-cases.ts';
import type { Objective } from './objectives/objective.ts';
import type { Scorer } from './scorer.ts';

/** A half-life with the item likes that it gives, shape [items]. */
export interface PopularityCandidate {
  halfLifeDays: number;
  likes: Float32Array;
}

export interface PopularityObjectivesOptions {
  objective: Objective;
  logits: Scorer;
  candidates: readonly PopularityCandidate[];
  weights: readonly number[];
  signal?: AbortSignal | undefined;
}

/**
 * The objective of each case under logits + weight * ln(1 + likes), for every candidate and weight; the logits of a
 * case are computed once. Shape [candidates][weights][cases].
 */
export async function popularityObjectives(
  cases: readonly EvaluationCase[],
  { objective, logits, candidates, weights, signal }: PopularityObjectivesOptions,
): Promise<Float32Array[][]> {
  const items = candidates[0]?.likes.length ?? 0;
  const logLikes = candidates.map(({ likes }) => likes.map((count) => Math.log1p(count)));
  const values = candidates.map(() => weights.map(() => new Float32Array(cases.length)));
  const sums = new Float32Array(items);
  for await (const block of caseBlocks(cases, logits, { items, signal })) {
    for (const [row, entry] of block.cases.entries()) {
      const own = block.row(row);
      const index = block.first + row;
      const alone = objective.valueOf(own, entry);
      for (const [candidate, popularity] of logLikes.entries()) {
        for (const [at, weight] of weights.entries()) {
          const column = values[candidate]![at]!;
          if (weight === 0) {
            column[index] = alone;
            continue;
          }
          for (let item = 0; item < items; item++) sums[item] = own[item]! + weight * popularity[item]!;
          column[index] = objective.valueOf(sums, entry);
        }
      }
    }
  }
  return values;
}
