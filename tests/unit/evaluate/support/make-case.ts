import { addDecision, type EvaluationCase } from '../../../../batch/evaluate/evaluation-cases.ts';

/** Decisions oldest first, such as `[[3, 'like'], [5, 'nope']]`. */
export function makeCase(
  decisions: [item: number, kind: 'like' | 'nope'][],
  targets: number[],
  newNopes: number[] = [],
): EvaluationCase {
  const entry: EvaluationCase = {
    personIndex: 0,
    decisions: [],
    likes: [],
    nopes: [],
    targets: new Set(targets),
    newNopes: new Set(newNopes),
  };
  for (const [item, kind] of decisions) addDecision(entry, item, kind === 'like');
  return entry;
}
