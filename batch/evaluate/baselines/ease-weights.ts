import type { LikeMatrix } from '../../train/like-matrix.ts';
import { invertPositiveDefinite } from './invert-positive-definite.ts';

/** How often each pair of items was liked by one person, XᵀX: shape [items, items]. */
export function gramMatrix({ rows, columns, starts, indices }: LikeMatrix): Float32Array {
  const gram = new Float32Array(columns * columns);
  for (let row = 0; row < rows; row++) {
    const end = starts[row + 1]!;
    for (let first = starts[row]!; first < end; first++) {
      const offset = indices[first]! * columns;
      for (let second = starts[row]!; second < end; second++) gram[offset + indices[second]!]!++;
    }
  }
  return gram;
}

/**
 * EASE, B = I - P / diag(P) with P = (XᵀX + λI)⁻¹: the linear model that predicts a like from all other likes, with
 * a zero diagonal (Steck, 2019). Takes the place of `gram`, shape [items, items]; scores are x · B.
 */
export async function easeWeights(
  gram: Float32Array,
  { items, lambda, signal }: { items: number; lambda: number; signal?: AbortSignal | undefined },
): Promise<Float32Array> {
  for (let item = 0; item < items; item++) gram[item * items + item]! += lambda;
  await invertPositiveDefinite(gram, { width: items, signal });
  const diagonal = Float32Array.from({ length: items }, (_, item) => gram[item * items + item]!);
  for (let row = 0; row < items; row++) {
    const offset = row * items;
    for (let column = 0; column < items; column++) gram[offset + column]! /= -diagonal[column]!;
    gram[offset + row] = 0;
  }
  return gram;
}
