import type { EvaluationReport } from '../../shared/contracts/evaluation-report.ts';
import type { EvaluationCase } from './evaluation-cases.ts';
import type { Scorer } from './scorer.ts';

export type TableHealth = NonNullable<EvaluationReport['health']>;

export interface TableHealthOptions {
  /** Item vectors, shape [items, dim]. */
  embeddings: Float32Array;
  dim: number;
  /** A sample of people, a few hundred at most. */
  cases: readonly EvaluationCase[];
  /** Similarities or logits, without popularity. */
  scorer: Scorer;
}

/** Whether vectors are finite and of unit length, and whether scores still tell items, and people, apart. */
export function tableHealth({ embeddings, dim, cases, scorer }: TableHealthOptions): TableHealth {
  const items = embeddings.length / dim;
  let rowsNotFinite = 0;
  let largestNormError = 0;
  for (let start = 0; start < embeddings.length; start += dim) {
    let sum = 0;
    for (let at = start; at < start + dim; at++) sum += embeddings[at]! ** 2;
    if (!Number.isFinite(sum)) rowsNotFinite++;
    else largestNormError = Math.max(largestNormError, Math.abs(Math.sqrt(sum) - 1));
  }
  return { rows: items, rowsNotFinite, largestNormError, ...scoreSpread(scorer, cases, items) };
}

const casesAtOnce = 50;

function scoreSpread(
  scorer: Scorer,
  cases: readonly EvaluationCase[],
  items: number,
): Pick<TableHealth, 'scoresNotFinite' | 'spreadOverItems' | 'spreadOverPeople'> {
  const ofItem = { sum: new Float64Array(items), squares: new Float64Array(items) };
  let scoresNotFinite = 0;
  let overItems = 0;
  for (let first = 0; first < cases.length; first += casesAtOnce) {
    const some = cases.slice(first, first + casesAtOnce);
    const scores = scorer(some);
    for (const row of some.keys()) {
      let sum = 0;
      let squares = 0;
      for (let item = 0; item < items; item++) {
        const score = scores[row * items + item]!;
        if (!Number.isFinite(score)) {
          scoresNotFinite++;
          continue;
        }
        sum += score;
        squares += score * score;
        ofItem.sum[item]! += score;
        ofItem.squares[item]! += score * score;
      }
      overItems += deviation(sum, squares, items);
    }
  }
  const people = Math.max(1, cases.length);
  const rms = Math.sqrt(ofItem.squares.reduce((sum, value) => sum + value, 0) / (items * people));
  let overPeople = 0;
  for (let item = 0; item < items; item++)
    overPeople += deviation(ofItem.sum[item]!, ofItem.squares[item]!, people);
  return {
    scoresNotFinite,
    spreadOverItems: rms === 0 ? 0 : overItems / people / rms,
    spreadOverPeople: rms === 0 ? 0 : overPeople / items / rms,
  };
}

function deviation(sum: number, squares: number, count: number): number {
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}
