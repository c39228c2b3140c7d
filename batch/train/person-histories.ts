import type { TrainingSet } from '../io/training-set.ts';

/** One person's decisions, oldest first. */
export interface PersonHistory {
  personIndex: number;
  items: Int32Array;
  /** 1 like, 0 nope; beside `items`. */
  isLike: Uint8Array;
}

/** Groups the decisions with index in [from, to) by person, in order of time; people without any are left out. */
export function personHistories(data: TrainingSet, from: number, to: number): PersonHistory[] {
  const counts = new Int32Array(data.personKeys.length);
  for (let row = from; row < to; row++) counts[data.personIndex[row]!]!++;
  const histories = new Map<number, PersonHistory>();
  const filled = new Int32Array(data.personKeys.length);
  for (let row = from; row < to; row++) {
    const person = data.personIndex[row]!;
    let history = histories.get(person);
    if (!history) {
      const count = counts[person]!;
      history = { personIndex: person, items: new Int32Array(count), isLike: new Uint8Array(count) };
      histories.set(person, history);
    }
    const at = filled[person]!++;
    history.items[at] = data.itemIndex[row]!;
    history.isLike[at] = data.isLike[row]!;
  }
  return [...histories.values()].sort((a, b) => a.personIndex - b.personIndex);
}
