import { groupsBySize, type ItemGroups, restOfItems } from './groups-by-size.ts';

/**
 * Items by their most telling common tag: of the `count` most frequent tags that less than half of the items carry,
 * each item takes the rarest of its own.
 */
export function itemGroups(tagsOf: readonly (readonly string[])[], { count = 8 } = {}): ItemGroups {
  const frequency = new Map<string, number>();
  for (const tags of tagsOf) {
    for (const tag of new Set(tags)) frequency.set(tag, (frequency.get(tag) ?? 0) + 1);
  }
  const common = [...frequency]
    .filter(([, items]) => items * 2 < tagsOf.length)
    .sort(([a, aItems], [b, bItems]) => bItems - aItems || (a < b ? -1 : 1))
    .slice(0, count)
    .map(([tag]) => tag);
  const chosen = tagsOf.map((tags) => {
    const own = common.filter((tag) => tags.includes(tag));
    return own.at(-1) ?? restOfItems;
  });
  return groupsBySize(chosen);
}
