import type { EvaluationCase } from './evaluation-cases.ts';

/**
 * Scores of all items for each case: shape [cases, items], row-major; higher is better. The rows are fresh and may
 * be written to.
 */
export type Scorer = (cases: readonly EvaluationCase[]) => Float32Array;

/** The first `limit` items for each case, best first, without what is in its history. */
export type Ranker = (cases: readonly EvaluationCase[], limit: number) => number[][];

/** Takes the first `limit` items of one case, best first. What is in its history scores -Infinity. */
export type RowRanker = (entry: EvaluationCase, scores: Float32Array, limit: number) => number[];
