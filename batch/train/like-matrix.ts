import type { TrainingSet } from '../io/training-set.ts';

/** Who likes what, [rows, columns], every entry 1: row r holds `indices` from `starts[r]` to `starts[r + 1]`. */
export interface LikeMatrix {
  rows: number;
  columns: number;
  /** [rows + 1] */
  starts: Int32Array;
  indices: Int32Array;
}

/**
 * Likes in rows [0, end) of the data, people by items. A pair that was decided on more than once counts as it was decided
 * last; a person's items are in the order of those decisions.
 */
export function likeMatrix(data: TrainingSet, end: number): LikeMatrix {
  const people = data.personKeys.length;
  const items = data.items.length;
  const rowsByPerson = groupRows(data.personIndex, end, people);
  const starts = new Int32Array(people + 1);
  const indices = new Int32Array(end);
  /** Last person (+ 1) in whose decisions the item was met. */
  const met = new Int32Array(items);
  let filled = 0;
  for (let person = 0; person < people; person++) {
    for (let at = rowsByPerson.starts[person + 1]! - 1; at >= rowsByPerson.starts[person]!; at--) {
      const row = rowsByPerson.rows[at]!;
      const item = data.itemIndex[row]!;
      if (met[item] === person + 1) continue;
      met[item] = person + 1;
      if (data.isLike[row] === 0) continue;
      indices[filled++] = item;
    }
    // They were met from the newest on.
    indices.subarray(starts[person]!, filled).reverse();
    starts[person + 1] = filled;
  }
  return { rows: people, columns: items, starts, indices: indices.slice(0, filled) };
}

/** Row numbers below `end` person by person, in their order. */
function groupRows(personIndex: Int32Array, end: number, people: number) {
  const starts = new Int32Array(people + 1);
  for (let row = 0; row < end; row++) {
    const person = personIndex[row]!;
    starts[person + 1] = starts[person + 1]! + 1;
  }
  for (let person = 0; person < people; person++) starts[person + 1] = starts[person + 1]! + starts[person]!;
  const next = starts.slice();
  const rows = new Int32Array(end);
  for (let row = 0; row < end; row++) {
    const person = personIndex[row]!;
    rows[next[person]!] = row;
    next[person] = next[person]! + 1;
  }
  return { starts, rows };
}
