import type { SparseMatrix } from '../sparse-matrix.ts';
import type { RidgeOptions } from './ridge-regression.ts';

/** transpose(C) W C [contentWidth, contentWidth] and transpose(C) W T [contentWidth, width]. */
export function normalEquations(
  { rows, starts, indices, values }: SparseMatrix,
  targets: Float32Array,
  { contentWidth, width, weights }: RidgeOptions,
): { gram: Float64Array; right: Float32Array } {
  const gram = new Float64Array(contentWidth * contentWidth);
  const right = new Float32Array(contentWidth * width);
  for (let row = 0; row < rows; row++) {
    if (weights[row] === 0) continue;
    for (let a = starts[row]!; a < starts[row + 1]!; a++) {
      const scale = weights[row]! * values[a]!;
      const to = indices[a]!;
      for (let b = starts[row]!; b < starts[row + 1]!; b++) {
        const at = to * contentWidth + indices[b]!;
        gram[at] = gram[at]! + scale * values[b]!;
      }
      for (let column = 0; column < width; column++) {
        const at = to * width + column;
        right[at] = right[at]! + scale * targets[row * width + column]!;
      }
    }
  }
  return { gram, right };
}
