import type { TrainingSet } from '../io/training-set.ts';
import { addDecision, type EvaluationCase } from './evaluation-cases.ts';
import type { Ranker } from './scorer.ts';

/** What one nope on the first item of a page does to the other items of its group; means over people, in [0, 1]. */
export type NopeEffect = Record<'shareBefore' | 'shareAfter' | 'fellFor' | 'people', number>;

const pageSize = 20;
/** Bounds the scores that are held at once. */
const peopleAtOnce = 100;

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
  const share = (page: readonly number[], noped: number): number =>
    page.filter((item) => groups[item] === groups[noped]).length / Math.max(1, page.length);
  for (let start = 0; start < cases.length; start += peopleAtOnce) {
    const some = cases.slice(start, start + peopleAtOnce);
    const counted = ranker(some, pageSize + 1).flatMap(([noped, ...rest], row) => {
      const before = noped === undefined ? 0 : share(rest, noped);
      return before === 0 ? [] : [{ entry: some[row]!, noped: noped!, before }];
    });
    if (counted.length === 0) continue;
    const next = ranker(
      counted.map(({ entry, noped }) => withNope(entry, noped)),
      pageSize,
    );
    for (const [at, { noped, before }] of counted.entries()) {
      const after = share(next[at]!, noped);
      effect.people++;
      effect.shareBefore += before;
      effect.shareAfter += after;
      if (after < before) effect.fellFor++;
    }
  }
  const mean = (sum: number): number => (effect.people === 0 ? 0 : sum / effect.people);
  return {
    shareBefore: mean(effect.shareBefore),
    shareAfter: mean(effect.shareAfter),
    fellFor: mean(effect.fellFor),
    people: effect.people,
  };
}

export function withNope(entry: EvaluationCase, item: number): EvaluationCase {
  const copy = {
    ...entry,
    decisions: [...entry.decisions],
    likes: [...entry.likes],
    nopes: [...entry.nopes],
    targets: new Set(entry.targets),
    newNopes: new Set(entry.newNopes),
  };
  addDecision(copy, item, false);
  return copy;
}
