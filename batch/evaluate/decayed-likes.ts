import type { TrainingSet } from '../io/training-set.ts';

/**
 * Likes of each item in rows [0, end), each weighted by 0.5 ^ (age / halfLifeDays), age in days before the newest
 * like of those rows. With `Infinity` every like counts 1. The database does the same in
 * app.refresh_item_popularity. Shape [items].
 */
export function decayedLikes(data: TrainingSet, end: number, halfLifeDays: number): Float32Array {
  const likes = new Float32Array(data.items.length);
  const newest = data.decidedAt[data.isLike.subarray(0, end).lastIndexOf(1)] ?? 0;
  for (let row = 0; row < end; row++) {
    if (!data.isLike[row]) continue;
    const days = (newest - data.decidedAt[row]!) / 86_400;
    const item = data.itemIndex[row]!;
    likes[item] = likes[item]! + 0.5 ** (days / halfLifeDays);
  }
  return likes;
}
