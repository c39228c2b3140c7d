import { tagOverlap } from './tag-overlap.ts';

/** What a nope is about. */
export interface NopedItem {
  makerId: number | null;
  tags: readonly string[];
  /** Decisions that the person made since, of either kind; 0 for the newest. */
  age: number;
}

/** What the newest nope takes from the score of an item just like it: e^-2.5 is a twelfth of the odds. */
const strength = 2.5;
/** After this many decisions a nope turns away half as much. */
const halfLifeDecisions = 10;

/**
 * What recent nopes take from an item's score, at least 0: 2.5 * max over nopes of
 * likeness * 0.5 ^ (age / 10). Likeness is 1 for the same maker, else the Jaccard overlap of the tags. The model
 * hears a nope as one of many decisions; a person expects the next page to answer it.
 */
export function nopePenalty(item: Pick<NopedItem, 'makerId' | 'tags'>, nopes: readonly NopedItem[]): number {
  let largest = 0;
  for (const nope of nopes) {
    largest = Math.max(largest, likeness(item, nope) * 0.5 ** (nope.age / halfLifeDecisions));
  }
  return strength * largest;
}

function likeness(a: Pick<NopedItem, 'makerId' | 'tags'>, b: Pick<NopedItem, 'makerId' | 'tags'>): number {
  if (a.makerId !== null && a.makerId === b.makerId) return 1;
  return tagOverlap(a.tags, b.tags);
}
