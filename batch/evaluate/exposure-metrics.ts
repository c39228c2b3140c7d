import { gini } from './gini.ts';

/**
 * How a ranking spreads attention over the catalogue, from how often each item is among somebody's first K.
 * - coverage: share of the items that are shown at all, in [0, 1]
 * - gini: Gini index of exposure over all items, 0 (even) to 1
 * - novelty: mean over what is shown of -log2 of the item's share of likes, in bits (Vargas and Castells, 2011);
 *   a like is added to every item, so that one without likes counts as rare and not as infinitely so
 *
 * @param exposure times shown, shape [items]
 * @param likes likes in the history part, shape [items]
 */
export function exposureMetrics(
  exposure: Float64Array,
  likes: Float32Array,
): Record<'coverage' | 'gini' | 'novelty', number> {
  const items = exposure.length;
  const allLikes = likes.reduce((sum, count) => sum + count, items);
  let shown = 0;
  let all = 0;
  let surprise = 0;
  for (let item = 0; item < items; item++) {
    const times = exposure[item]!;
    if (times === 0) continue;
    shown++;
    all += times;
    surprise -= times * Math.log2((likes[item]! + 1) / allLikes);
  }
  return {
    coverage: items === 0 ? 0 : shown / items,
    gini: gini(exposure),
    novelty: all === 0 ? 0 : surprise / all,
  };
}
