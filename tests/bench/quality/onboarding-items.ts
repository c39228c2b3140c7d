import type { TrainingSet } from '../../../batch/io/training-set.ts';

/** So many items an onboarding counts as likes of, as app.open_page takes. */
const declared = 10;

export interface Onboarding {
  /** Tags that a person names of themselves: those of which they like most of the items, shape [count]. */
  tagsOf(likeProbabilities: Float64Array, count: number): string[];
  /** Items that they stand for, as app.onboarding_items has them: most of the tags first, then the most decayed likes. */
  itemsOf(tags: readonly string[], seen: ReadonlySet<number>): number[];
}

/** What people say of themselves before they swipe, in a world whose tastes are known. */
export function onboarding(items: TrainingSet['items'], decayedLikes: ArrayLike<number>): Onboarding {
  const itemsWith = new Map<string, number[]>();
  for (const [index, { tags }] of items.entries())
    for (const tag of tags) itemsWith.set(tag, [...(itemsWith.get(tag) ?? []), index]);
  return {
    tagsOf(probabilities, count) {
      const liking = (some: readonly number[]) =>
        some.reduce((sum, item) => sum + probabilities[item]!, 0) / some.length;
      return (
        [...itemsWith]
          // A tag of a handful of items is none that a page of tags would offer.
          .filter(([, some]) => some.length >= 20)
          .map(([tag, some]) => ({ tag, value: liking(some) }))
          .sort((a, b) => b.value - a.value)
          .slice(0, count)
          .map(({ tag }) => tag)
      );
    },
    itemsOf(tags, seen) {
      const matches = new Map<number, number>();
      for (const tag of tags)
        for (const item of itemsWith.get(tag) ?? []) matches.set(item, (matches.get(item) ?? 0) + 1);
      return [...matches]
        .filter(([item]) => !seen.has(item))
        .sort((a, b) => b[1] - a[1] || decayedLikes[b[0]]! - decayedLikes[a[0]]! || a[0] - b[0])
        .slice(0, declared)
        .map(([item]) => item);
    },
  };
}
