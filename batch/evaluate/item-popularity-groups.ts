export const itemPopularityNames = ['head', 'middle', 'tail', 'cold'] as const;

/**
 * The group of each item, an index into `itemPopularityNames`: `head` are the most liked items that together get the
 * first half of all likes, `middle` those that get the next three tenths, `tail` the rest, `cold` has no like.
 * @param likes likes in the history part, shape [items]
 */
export function itemPopularityGroups(likes: Float32Array): Uint8Array {
  const order = Array.from(likes.keys()).sort((a, b) => likes[b]! - likes[a]! || a - b);
  const all = likes.reduce((sum, count) => sum + count, 0);
  const groups = new Uint8Array(likes.length);
  let before = 0;
  for (const item of order) {
    const count = likes[item]!;
    groups[item] = count === 0 ? 3 : before < 0.5 * all ? 0 : before < 0.8 * all ? 1 : 2;
    before += count;
  }
  return groups;
}
