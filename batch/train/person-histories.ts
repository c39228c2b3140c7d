import type { TrainingSet } from '../io/training-set.ts';

/** One person's decisions, oldest first. */
export interface PersonHistory {
  personIndex: number;
  items: Int32Array;
  /** 1 like, 0 nope; beside `items`. */
  isLike: Uint8Array;
}

/**
 * Groups the decisions with index in [from, to) by person, in order of time; people without any are left out. All are
 * views of two arrays: with an array of its own for each of 100,000 people, every collection of garbage takes a second.
 */
export function personHistories(data: TrainingSet, from: number, to: number): PersonHistory[] {
  const people = data.personKeys.length;
  const starts = new Int32Array(people + 1);
  for (let row = from; row < to; row++) starts[data.personIndex[row]! + 1]!++;
  for (let person = 0; person < people; person++) starts[person + 1]! += starts[person]!;
  const items = new Int32Array(to - from);
  const isLike = new Uint8Array(to - from);
  const next = starts.slice(0, people);
  for (let row = from; row < to; row++) {
    const at = next[data.personIndex[row]!]!++;
    items[at] = data.itemIndex[row]!;
    isLike[at] = data.isLike[row]!;
  }
  const histories: PersonHistory[] = [];
  for (let personIndex = 0; personIndex < people; personIndex++) {
    const [start, end] = [starts[personIndex]!, starts[personIndex + 1]!];
    if (start === end) continue;
    histories.push({
      personIndex,
      items: items.subarray(start, end),
      isLike: isLike.subarray(start, end),
    });
  }
  return histories;
}
