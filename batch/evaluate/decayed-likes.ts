import type { TrainingSet } from '../io/training-set.ts';

/**
 * Likes of each item in rows [0, end), each weighted by 0.5 ^ (age / halfLifeDays), age in days before the newest
 * like of those rows. With `Infinity` every like counts 1, as it does where no decision has a time. The database
 * does the same in app.refresh_item_popularity. Shape [items].
 */
export function decayedLikes(data: TrainingSet, end: number, halfLifeDays: number): Float32Array {
  const likes = new Float32Array(data.items.length);
  // The last row need not be the newest: a given split keeps time only within its parts.
  let newest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < end; row++) if (data.isLike[row]) newest = Math.max(newest, data.decidedAt[row]!);
  for (let row = 0; row < end; row++) {
    if (!data.isLike[row]) continue;
    const item = data.itemIndex[row]!;
    likes[item] = likes[item]! + likeDecay(newest - data.decidedAt[row]!, halfLifeDays);
  }
  return likes;
}

/** What a like of that age counts, in (0, 1]. */
export function likeDecay(ageSeconds: number, halfLifeDays: number): number {
  return 0.5 ** (ageSeconds / 86_400 / halfLifeDays);
}
