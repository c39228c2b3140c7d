import type { StreamedSet } from '../io/streamed-set.ts';
import { isInMemory, type TrainingData } from '../io/training-data.ts';
import { decayedLikes, likeDecay } from './decayed-likes.ts';

export interface LikesOfItemsOptions {
  /** Rows [0, end) count. */
  end: number;
  halfLivesDays: readonly number[];
  signal?: AbortSignal | undefined;
}

/** Of streamed sets, by `end / half-life`: what is asked for again costs no second pass. */
const known = new WeakMap<StreamedSet, Map<string, Float32Array>>();

/**
 * decayedLikes() for each half-life, in their order, shape [items] each; of a streamed set in one pass over its likes.
 * The same numbers, to the bit, in both cases. Not to be written to.
 */
export async function likesOfItems(
  data: TrainingData,
  { end, halfLivesDays, signal }: LikesOfItemsOptions,
): Promise<Float32Array[]> {
  if (isInMemory(data)) return halfLivesDays.map((days) => decayedLikes(data, end, days));
  const memory = known.get(data) ?? new Map<string, Float32Array>();
  known.set(data, memory);
  const keyOf = (days: number): string => `${end} / ${days}`;
  const missing = halfLivesDays.filter((days) => !memory.has(keyOf(days)));
  if (missing.length > 0) {
    const counted = await countStreamed(data, { end, halfLivesDays: missing, signal });
    for (const [at, days] of missing.entries()) memory.set(keyOf(days), counted[at]!);
  }
  return halfLivesDays.map((days) => memory.get(keyOf(days))!);
}

async function countStreamed(
  data: StreamedSet,
  { end, halfLivesDays, signal }: LikesOfItemsOptions,
): Promise<Float32Array[]> {
  const sums = halfLivesDays.map(() => new Float32Array(data.items.length));
  await data.eachLike(
    end,
    ({ items, decidedAt, newest }) => {
      for (const [which, days] of halfLivesDays.entries()) {
        const likes = sums[which]!;
        for (const [at, item] of items.entries())
          likes[item] = likes[item]! + likeDecay(newest - decidedAt[at]!, days);
      }
    },
    signal,
  );
  return sums;
}
