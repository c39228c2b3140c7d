import { tagOverlap } from './tag-overlap.ts';

/** What two items are compared by. */
export interface Likeable {
  maker: string | null;
  series: string | null;
  performers: readonly string[];
  tags: readonly string[];
}

/** Below it two items have too little in common for one to be the reason of the other. */
const leastLikeness = 1;

/**
 * The liked item that an item is most like, the first of equals (so give them newest first); null where none is like it.
 * Likeness: 3 for the same series, 2 for each common performer, 1 for the same maker, and twice the overlap of the tags.
 */
export function chooseLikedItem<Liked extends Likeable>(
  item: Likeable,
  liked: readonly Liked[],
): Liked | null {
  let best: Liked | null = null;
  let most = 0;
  for (const one of liked) {
    const likeness = likenessOf(item, one);
    if (likeness < leastLikeness || likeness <= most) continue;
    best = one;
    most = likeness;
  }
  return best;
}

function likenessOf(a: Likeable, b: Likeable): number {
  const series = a.series !== null && a.series === b.series ? 3 : 0;
  const maker = a.maker !== null && a.maker === b.maker ? 1 : 0;
  const performers = 2 * a.performers.filter((name) => b.performers.includes(name)).length;
  return series + maker + performers + 2 * tagOverlap(a.tags, b.tags);
}
