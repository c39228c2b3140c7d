import type { RowGradient } from './row-gradient.ts';

/** Adds the gradient of `weight` times the squared length of the rows, in place: 2 · weight · row. */
export function addPenalty({ rows, values }: RowGradient, table: Float32Array, weight: number): void {
  if (weight === 0 || rows.length === 0) return;
  const width = values.length / rows.length;
  for (let row = 0; row < rows.length; row++) {
    const from = rows[row]! * width;
    const to = row * width;
    for (let at = 0; at < width; at++) values[to + at] = values[to + at]! + 2 * weight * table[from + at]!;
  }
}
