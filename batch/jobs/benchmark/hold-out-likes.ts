import { createRandom } from '../../random/create-random.ts';
import type { JoinedParts } from './join-parts.ts';

export type Decisions = Pick<JoinedParts, 'personIndex' | 'itemIndex' | 'isLike' | 'decidedAt'>;

export interface HoldOutOptions {
  /** Rows of the training part, which comes first. */
  trainRows: number;
  people: number;
  /** Share of each person's likes that is held out, at least one. */
  share: number;
  /** The latest likes where there are times, else any. */
  timed: boolean;
  seed: number;
}

/** With fewer likes a person keeps them all. */
const fewestLikes = 3;

/**
 * Moves a part of each person's training likes to the end of the training rows, for validation; everything else stays in
 * order. Returns the new columns and the number of rows that still train.
 */
export function holdOutLikes(
  data: Decisions,
  { trainRows, people, share, timed, seed }: HoldOutOptions,
): Decisions & { trainRows: number } {
  const likes = new Int32Array(people);
  for (let row = 0; row < trainRows; row++) likes[data.personIndex[row]!]! += data.isLike[row]!;
  const left = likes.map((count) => (count < fewestLikes ? 0 : Math.max(1, Math.round(share * count))));
  const held = new Uint8Array(trainRows);
  const random = createRandom(seed, 30);
  /** Likes of the person that were not looked at yet. */
  const unseen = likes.slice();
  for (let row = trainRows - 1; row >= 0; row--) {
    if (data.isLike[row] === 0) continue;
    const person = data.personIndex[row]!;
    // Selection sampling (Knuth, 3.4.2): each like with the chance of those still wanted among those still to come.
    const take = timed ? left[person]! > 0 : random() * unseen[person]! < left[person]!;
    unseen[person]!--;
    if (!take) continue;
    left[person]!--;
    held[row] = 1;
  }
  const order = new Int32Array(data.personIndex.length);
  let filled = 0;
  for (let row = 0; row < trainRows; row++) if (held[row] === 0) order[filled++] = row;
  const kept = filled;
  for (let row = 0; row < trainRows; row++) if (held[row] === 1) order[filled++] = row;
  for (let row = trainRows; row < order.length; row++) order[row] = row;
  return {
    personIndex: order.map((row) => data.personIndex[row]!),
    itemIndex: order.map((row) => data.itemIndex[row]!),
    isLike: Uint8Array.from(order, (row) => data.isLike[row]!),
    decidedAt: Float64Array.from(order, (row) => data.decidedAt[row]!),
    trainRows: kept,
  };
}
