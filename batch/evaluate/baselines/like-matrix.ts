import type { TrainingSet } from '../../io/training-set.ts';

/** Who liked what, each pair once: row r holds `indices` from `starts[r]` to `starts[r + 1]`. */
export interface LikeMatrix {
  rows: number;
  columns: number;
  /** [rows + 1] */
  starts: Int32Array;
  indices: Int32Array;
}

/** Likes in rows [0, end): people by items; a person's items in order of first like. */
export function likeMatrix(data: TrainingSet, end: number): LikeMatrix {
  const rows = data.personKeys.length;
  const columns = data.items.length;
  const starts = new Int32Array(rows + 1);
  for (let row = 0; row < end; row++) if (data.isLike[row]) starts[data.personIndex[row]! + 1]!++;
  for (let row = 0; row < rows; row++) starts[row + 1]! += starts[row]!;
  const filled = starts.slice(0, rows);
  const indices = new Int32Array(starts[rows]!);
  for (let row = 0; row < end; row++)
    if (data.isLike[row]) indices[filled[data.personIndex[row]!]!++] = data.itemIndex[row]!;
  return withoutRepeats({ rows, columns, starts, indices });
}

function withoutRepeats({ rows, columns, starts, indices }: LikeMatrix): LikeMatrix {
  const seenBy = new Int32Array(columns).fill(-1);
  const kept = new Int32Array(indices.length);
  const keptStarts = new Int32Array(rows + 1);
  let size = 0;
  for (let row = 0; row < rows; row++) {
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++) {
      const column = indices[entry]!;
      if (seenBy[column] === row) continue;
      seenBy[column] = row;
      kept[size++] = column;
    }
    keptStarts[row + 1] = size;
  }
  return { rows, columns, starts: keptStarts, indices: kept.slice(0, size) };
}

/** Items by people; a row's people in ascending order. */
export function transposeLikes({ rows, columns, starts, indices }: LikeMatrix): LikeMatrix {
  const turned = new Int32Array(columns + 1);
  for (const column of indices) turned[column + 1]!++;
  for (let column = 0; column < columns; column++) turned[column + 1]! += turned[column]!;
  const filled = turned.slice(0, columns);
  const people = new Int32Array(indices.length);
  for (let row = 0; row < rows; row++)
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++)
      people[filled[indices[entry]!]!++] = row;
  return { rows: columns, columns: rows, starts: turned, indices: people };
}
