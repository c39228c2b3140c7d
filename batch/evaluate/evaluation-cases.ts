import type { DecisionColumns } from '../io/streamed-set.ts';

/** One person to rank the catalogue for. Item indices; lists are oldest first. */
export interface EvaluationCase {
  personIndex: number;
  decisions: { item: number; isLike: boolean }[];
  /** The two halves of `decisions`. */
  likes: number[];
  nopes: number[];
  /** Likes after the history, of items that are not in it. */
  targets: Set<number>;
  /** Nopes after the history, of items that are not in it. */
  newNopes: Set<number>;
}

/** Everybody with at least one new like in rows [historyEnd, targetEnd), with their history from [0, historyEnd). */
export function evaluationCases(
  data: DecisionColumns,
  historyEnd: number,
  targetEnd: number,
): EvaluationCase[] {
  const cases = new Map<number, EvaluationCase>();
  for (let row = historyEnd; row < targetEnd; row++) {
    const personIndex = data.personIndex[row]!;
    let entry = cases.get(personIndex);
    if (!entry) {
      entry = { personIndex, decisions: [], likes: [], nopes: [], targets: new Set(), newNopes: new Set() };
      cases.set(personIndex, entry);
    }
    (data.isLike[row] ? entry.targets : entry.newNopes).add(data.itemIndex[row]!);
  }
  for (let row = 0; row < historyEnd; row++) {
    const entry = cases.get(data.personIndex[row]!);
    if (entry) addDecision(entry, data.itemIndex[row]!, data.isLike[row] === 1);
  }
  return [...cases.values()]
    .filter(({ targets }) => targets.size > 0)
    .sort((a, b) => a.personIndex - b.personIndex);
}

/** Adds the newest decision of a case; what was decided on is no longer asked for. */
export function addDecision(entry: EvaluationCase, item: number, isLike: boolean): void {
  entry.decisions.push({ item, isLike });
  (isLike ? entry.likes : entry.nopes).push(item);
  entry.targets.delete(item);
  entry.newNopes.delete(item);
}
