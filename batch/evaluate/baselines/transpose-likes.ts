import type { LikeMatrix } from '../../train/like-matrix.ts';

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
