/** The group of items that are in none. */
export const restOfItems = 'other';

export interface ItemGroups {
  /** The largest first; `other` last, where an item is in none. */
  groups: string[];
  /** Index in `groups` of each item. */
  groupOf: Int32Array;
}

/** How many items have each name. */
export function sizesOf(names: readonly string[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const name of names) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  return sizes;
}

/** Items by the name that was chosen for each. */
export function groupsBySize(chosen: readonly string[]): ItemGroups {
  const sizes = sizesOf(chosen);
  const groups = [...sizes.keys()].sort(
    (a, b) =>
      Number(a === restOfItems) - Number(b === restOfItems) ||
      sizes.get(b)! - sizes.get(a)! ||
      (a < b ? -1 : 1),
  );
  const index = new Map(groups.map((name, at) => [name, at]));
  return { groups, groupOf: Int32Array.from(chosen, (name) => index.get(name)!) };
}
