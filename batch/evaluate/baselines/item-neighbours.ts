import { setImmediate } from 'node:timers/promises';
import type { LikeMatrix } from '../../train/like-matrix.ts';
import { topItems } from '../top-items.ts';
import { transposeLikes } from './transpose-likes.ts';

export interface ItemNeighbours {
  /** Neighbours kept of each item. */
  width: number;
  /** [items, width], nearest first; -1 where there are fewer. */
  items: Int32Array;
  /** [items, width] */
  similarities: Float32Array;
}

export interface ItemNeighboursOptions {
  width: number;
  /** Added to the denominator: keeps items that few people liked from being everybody's nearest neighbour. */
  shrinkage: number;
  /** Only the newest likes of a person count: the work grows with their square. */
  mostLikes: number;
  signal?: AbortSignal | undefined;
}

const itemsBetweenPauses = 2000;

/**
 * The nearest items by cosine of who liked them, co(i, j) / (sqrt(n_i n_j) + shrinkage); ties go to the lower index
 * (Sarwar et al., 2001). Sparse: only items that somebody liked together are looked at.
 */
export async function itemNeighbours(
  likes: LikeMatrix,
  { width, shrinkage, mostLikes, signal }: ItemNeighboursOptions,
): Promise<ItemNeighbours> {
  const kept = newest(likes, mostLikes);
  const byItem = transposeLikes(kept);
  const items = likes.columns;
  const nearest = {
    width,
    items: new Int32Array(items * width).fill(-1),
    similarities: new Float32Array(items * width),
  };
  const roots = Float64Array.from({ length: items }, (_, item) => Math.sqrt(countOf(byItem, item)));
  const together = new Float32Array(items);
  const touched = new Int32Array(items);
  for (let item = 0; item < items; item++) {
    if (item % itemsBetweenPauses === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    let size = 0;
    for (let entry = byItem.starts[item]!; entry < byItem.starts[item + 1]!; entry++) {
      const person = byItem.indices[entry]!;
      for (let at = kept.starts[person]!; at < kept.starts[person + 1]!; at++) {
        const other = kept.indices[at]!;
        if (together[other] === 0) touched[size++] = other;
        together[other]!++;
      }
    }
    const others = touched.subarray(0, size);
    for (const other of others) together[other]! /= roots[item]! * roots[other]! + shrinkage;
    together[item] = 0;
    // Those that were never liked together score 0: they are none.
    const best = topItems(together, width).filter((other) => together[other]! > 0);
    for (const [at, other] of best.entries()) {
      nearest.items[item * width + at] = other;
      nearest.similarities[item * width + at] = together[other]!;
    }
    for (const other of others) together[other] = 0;
  }
  return nearest;
}

function newest({ rows, columns, starts, indices }: LikeMatrix, mostLikes: number): LikeMatrix {
  const keptStarts = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++)
    keptStarts[row + 1] = keptStarts[row]! + Math.min(mostLikes, starts[row + 1]! - starts[row]!);
  const kept = new Int32Array(keptStarts[rows]!);
  for (let row = 0; row < rows; row++) {
    const count = keptStarts[row + 1]! - keptStarts[row]!;
    kept.set(indices.subarray(starts[row + 1]! - count, starts[row + 1]!), keptStarts[row]!);
  }
  return { rows, columns, starts: keptStarts, indices: kept };
}

function countOf({ starts }: LikeMatrix, row: number): number {
  return starts[row + 1]! - starts[row]!;
}
