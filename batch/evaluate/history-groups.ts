import type { EvaluationCase } from './evaluation-cases.ts';

const bounds = [0, 1, 5, 20, 50];

/** Cases by number of likes in the history: `0`, `1-4`, `5-19`, `20-49`, `50+`; indices into `cases`. */
export function historyGroups(cases: readonly EvaluationCase[]): { name: string; people: number[] }[] {
  return bounds.map((from, index) => {
    const next = bounds[index + 1];
    const to = next ?? Number.POSITIVE_INFINITY;
    const people: number[] = [];
    for (const [at, { likes }] of cases.entries())
      if (likes.length >= from && likes.length < to) people.push(at);
    const name = next === undefined ? `${from}+` : next - from === 1 ? `${from}` : `${from}-${next - 1}`;
    return { name, people };
  });
}
