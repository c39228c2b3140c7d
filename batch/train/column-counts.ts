import type { LikeMatrix } from './like-matrix.ts';

/** Entries of each column, [columns]: of people by items, how many like an item. */
export function columnCounts({ columns, indices }: Pick<LikeMatrix, 'columns' | 'indices'>): Int32Array {
  const counts = new Int32Array(columns);
  for (const column of indices) counts[column]!++;
  return counts;
}
