import type { TrainingSet } from '../io/training-set.ts';
import type { Ranker } from './evaluate-ranker.ts';
import { addDecision, type EvaluationCase } from './evaluation-cases.ts';

/** What one nope on the first item of a page does to the other items of its group; means over people, in [0, 1]. */
export type NopeEffect = Record<'shareBefore' | 'shareAfter' | 'fellFor' | 'people', number>;

const pageSize = 20;

/**
 * Shows everybody a page, nopes its first item and shows the next page. Counted are people whose page holds others
 * of the same group: the same maker, or the same set of tags where items have no maker.
 */
export function nopeEffect(
  cases: readonly EvaluationCase[],
  items: TrainingSet['items'],
  ranker: Ranker,
): NopeEffect {
  const groups = items.map(({ maker, tags }) => maker ?? [...tags].sort().join(' '));
  const effect = { shareBefore: 0, shareAfter: 0, fellFor: 0, people: 0 };
  const pages = ranker(cases, pageSize + 1);
  for (const [row, entry] of cases.entries()) {
    const [noped, ...rest] = pages[row]!;
    if (noped === undefined) continue;
    const share = (page: number[]): number =>
      page.filter((item) => groups[item] === groups[noped]).length / Math.max(1, page.length);
    if (share(rest) === 0) continue;
    const [after] = ranker([withNope(entry, noped)], pageSize);
    effect.people++;
    effect.shareBefore += share(rest);
    effect.shareAfter += share(after!);
    if (share(after!) < share(rest)) effect.fellFor++;
  }
  const mean = (sum: number): number => (effect.people === 0 ? 0 : sum / effect.people);
  return {
    shareBefore: mean(effect.shareBefore),
    shareAfter: mean(effect.shareAfter),
    fellFor: mean(effect.fellFor),
    people: effect.people,
  };
}

function withNope(entry: EvaluationCase, item: number): EvaluationCase {
  const copy = {
    ...entry,
    decisions: [...entry.decisions],
    likes: [...entry.likes],
    nopes: [...entry.nopes],
    targets: new Set(entry.targets),
  };
  addDecision(copy, item, false);
  return copy;
}
