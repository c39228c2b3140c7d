import type { HeardDecision, ImpressionLog } from '../../io/impressions/impression-log.ts';
import { addDecision, type EvaluationCase } from '../evaluation-cases.ts';

/**
 * The person of each page as the service knew them when it was shown: what had arrived by then, the latest decision on
 * each item by the clock of their device, a nope before a like of the same moment; oldest first. Items that are not in
 * `indexOf` are left out.
 */
export function pageCases(
  { pages, decisions }: Pick<ImpressionLog, 'pages' | 'decisions'>,
  indexOf: ReadonlyMap<number, number>,
): EvaluationCase[] {
  return pages.map(({ person, shownAt }) => {
    const latest = new Map<number, HeardDecision>();
    for (const decision of decisions[person]!) {
      if (decision.receivedAt >= shownAt) break;
      const known = latest.get(decision.itemId);
      if (!known || overrides(decision, known)) latest.set(decision.itemId, decision);
    }
    const entry: EvaluationCase = {
      personIndex: person,
      decisions: [],
      likes: [],
      nopes: [],
      targets: new Set(),
      newNopes: new Set(),
    };
    const oldestFirst = [...latest.values()].sort(
      (a, b) => a.occurredAt - b.occurredAt || a.itemId - b.itemId,
    );
    for (const { itemId, isLike } of oldestFirst) {
      const item = indexOf.get(itemId);
      if (item !== undefined) addDecision(entry, item, isLike);
    }
    return entry;
  });
}

/** As public.record_feedback decides. */
function overrides(decision: HeardDecision, known: HeardDecision): boolean {
  if (decision.occurredAt !== known.occurredAt) return decision.occurredAt > known.occurredAt;
  return known.isLike;
}
