import { setImmediate } from 'node:timers/promises';
import type { EvaluationCase } from './evaluation-cases.ts';
import type { Scorer } from './scorer.ts';

/** Scores held at once: 32 MB, whatever the size of the catalogue. */
const scoresAtOnce = 8e6;
const mostCases = 256;

export interface CaseBlock {
  cases: readonly EvaluationCase[];
  /** Index of the first of them. */
  first: number;
  /** Scores of case `row` of the block, shape [items]; what is in its history scores -Infinity. */
  row(row: number): Float32Array;
}

export interface CaseBlockOptions {
  items: number;
  signal?: AbortSignal | undefined;
}

/** Scores cases block by block with their history masked; between blocks others run, and an abort is heard. */
export async function* caseBlocks(
  cases: readonly EvaluationCase[],
  scorer: Scorer,
  { items, signal }: CaseBlockOptions,
): AsyncGenerator<CaseBlock> {
  const size = Math.max(1, Math.min(mostCases, Math.floor(scoresAtOnce / items)));
  for (let first = 0; first < cases.length; first += size) {
    await setImmediate();
    signal?.throwIfAborted();
    const some = cases.slice(first, first + size);
    const scores = scorer(some);
    const row = (at: number): Float32Array => scores.subarray(at * items, (at + 1) * items);
    for (const [at, entry] of some.entries()) maskHistory(row(at), entry);
    yield { cases: some, first, row };
  }
}

/** Writes -Infinity over what the case has decided on. */
export function maskHistory(scores: Float32Array, entry: EvaluationCase): void {
  for (const item of entry.likes) scores[item] = Number.NEGATIVE_INFINITY;
  for (const item of entry.nopes) scores[item] = Number.NEGATIVE_INFINITY;
}
