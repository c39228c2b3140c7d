import type { TrainingSet } from '../../io/training-set.ts';

export interface LikeTimeline {
  /** Decayed likes [items] of what was liked before `time` (Unix seconds); times must not fall. A view, valid until the next call. */
  before(time: number): Float32Array;
}

/** Halvings after which the sums are scaled down: 2^512 is far below what a double holds. */
const rescaleAt = 512;

/**
 * decayedLikes() at one moment after another: each like weighs 0.5 ^ (age / halfLifeDays), age before the newest like
 * known at that moment. The likes are read once, whatever the number of moments.
 */
export function likeTimeline(data: TrainingSet, halfLifeDays: number): LikeTimeline {
  // Given splits keep time only within their parts.
  const order = Array.from({ length: data.isLike.length }, (_, row) => row)
    .filter((row) => data.isLike[row] === 1)
    .sort((a, b) => data.decidedAt[a]! - data.decidedAt[b]!);
  const halvings = (seconds: number): number => seconds / (86_400 * halfLifeDays);
  // sums[item] = sum of 2^(halvings from `origin` to the like): only the newest like is needed to decay all.
  const sums = new Float64Array(data.items.length);
  const likes = new Float32Array(data.items.length);
  let next = 0;
  let origin = order.length > 0 ? data.decidedAt[order[0]!]! : 0;
  let newest = origin;
  let last = Number.NEGATIVE_INFINITY;
  return {
    before(time) {
      if (time < last) throw new RangeError(`Cannot go back from ${last} to ${time}`);
      last = time;
      const from = next;
      for (; next < order.length && data.decidedAt[order[next]!]! < time; next++) {
        const row = order[next]!;
        newest = data.decidedAt[row]!;
        if (halvings(newest - origin) > rescaleAt) {
          const factor = 2 ** -halvings(newest - origin);
          for (let item = 0; item < sums.length; item++) sums[item]! *= factor;
          origin = newest;
        }
        sums[data.itemIndex[row]!]! += 2 ** halvings(newest - origin);
      }
      if (next === from) return likes;
      const scale = 2 ** -halvings(newest - origin);
      for (let item = 0; item < sums.length; item++) likes[item] = sums[item]! * scale;
      return likes;
    },
  };
}
