import { isInMemory, type TrainingData } from '../io/training-data.ts';
import { drawSample } from './draw-sample.ts';
import { type EvaluationCase, evaluationCases } from './evaluation-cases.ts';
import { sampleCases } from './sample-cases.ts';

export interface DrawCasesOptions {
  /** Rows [0, historyEnd) are the history, rows [historyEnd, targetEnd) what is asked for. */
  historyEnd: number;
  targetEnd: number;
  /** At most so many people. */
  limit: number;
  seed: number;
  signal?: AbortSignal | undefined;
}

/**
 * People to rank for, drawn at random from everybody with a new like: the same ones, with the same decisions, whether
 * all decisions are in memory or only theirs are read. `people`: how many there are in all.
 */
export async function drawCases(
  data: TrainingData,
  { historyEnd, targetEnd, limit, seed, signal }: DrawCasesOptions,
): Promise<{ cases: EvaluationCase[]; people: number }> {
  if (isInMemory(data)) {
    const all = evaluationCases(data, historyEnd, targetEnd);
    return { cases: sampleCases(all, { limit, seed }), people: all.length };
  }
  const range = { from: historyEnd, to: targetEnd };
  const people = await data.peopleWithNewLikes(range, signal);
  const drawn = drawSample(people.length, { limit, seed }).map((at) => people[at]!);
  const { historyRows, ...columns } = await data.decisionsOf(drawn, range, signal);
  return {
    cases: evaluationCases(columns, historyRows, columns.personIndex.length),
    people: people.length,
  };
}
