const rest = 'other';

export interface ItemGroups {
  /** The largest first; `other` last, where an item is in none. */
  groups: string[];
  /** Index in `groups` of each item. */
  groupOf: Int32Array;
}

/**
 * Items by their most telling common tag: of the `count` most frequent tags that less than half of the items carry,
 * each item takes the rarest of its own. `tagsOf` may give names of tag groups as well.
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
    return own.at(-1) ?? rest;
  });
  const sizes = new Map<string, number>();
  for (const name of chosen) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  const groups = [...sizes.keys()].sort(
    (a, b) => Number(a === rest) - Number(b === rest) || sizes.get(b)! - sizes.get(a)! || (a < b ? -1 : 1),
  );
  const index = new Map(groups.map((name, at) => [name, at]));
  return { groups, groupOf: Int32Array.from(chosen, (name) => index.get(name)!) };
}
