import { groupsBySize, type ItemGroups, restOfItems, sizesOf } from './groups-by-size.ts';

/**
 * Items by the tag group that most of their tags are in; of equal ones by the group that fewer items have, then by name.
 * The `count` groups with most items keep their names.
 */
export function itemTagGroups(
  tagsOf: readonly (readonly string[])[],
  { tagGroups, count = 8 }: { tagGroups: ReadonlyMap<string, string>; count?: number },
): ItemGroups {
  const groupsOf = tagsOf.map((tags) => {
    const counts = new Map<string, number>();
    for (const tag of new Set(tags)) {
      const group = tagGroups.get(tag);
      if (group !== undefined) counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    return counts;
  });
  const items = new Map<string, number>();
  for (const counts of groupsOf)
    for (const group of counts.keys()) items.set(group, (items.get(group) ?? 0) + 1);
  const chosen = groupsOf.map((counts) => {
    const [first] = [...counts].sort(
      ([a, aTags], [b, bTags]) => bTags - aTags || items.get(a)! - items.get(b)! || (a < b ? -1 : 1),
    );
    return first?.[0] ?? restOfItems;
  });
  const sizes = sizesOf(chosen);
  const kept = [...sizes.keys()]
    .filter((name) => name !== restOfItems)
    .sort((a, b) => sizes.get(b)! - sizes.get(a)! || (a < b ? -1 : 1))
    .slice(0, count);
  return groupsBySize(chosen.map((name) => (kept.includes(name) ? name : restOfItems)));
}
