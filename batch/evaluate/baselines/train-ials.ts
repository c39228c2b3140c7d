import { setImmediate } from 'node:timers/promises';
import { createRandom } from '../../random/create-random.ts';
import { randomNormal } from '../../random/random-normal.ts';
import type { LikeMatrix } from '../../train/like-matrix.ts';
import { gramOf, ialsSolver } from './ials-solver.ts';
import { transposeLikes } from './transpose-likes.ts';

export interface IalsSettings {
  dim: number;
  /** Weight of the ridge, per like. */
  lambda: number;
  /** Weight of a pair that nobody observed, beside 1 more for a like. */
  alpha: number;
}

export interface IalsOptions extends IalsSettings {
  epochs: number;
  seed: number;
  signal?: AbortSignal | undefined;
}

const stepsPerRow = 3;
const rowsBetweenPauses = 20_000;

/**
 * Item factors [items, dim] of implicit alternating least squares. Each epoch improves people, then items, by three
 * steps of conjugate gradients from where they were. Starts from N(0, 0.1/sqrt(dim)), as Rendle et al. (2021) do.
 */
export async function trainIals(
  likes: LikeMatrix,
  { dim, lambda, alpha, epochs, seed, signal }: IalsOptions,
): Promise<Float32Array> {
  const random = createRandom(seed, dim);
  const scale = 0.1 / Math.sqrt(dim);
  const draw = (rows: number): Float32Array =>
    Float32Array.from({ length: rows * dim }, () => scale * randomNormal(random));
  const byItem = transposeLikes(likes);
  const people = draw(likes.rows);
  const items = draw(likes.columns);
  for (let epoch = 0; epoch < epochs; epoch++) {
    await improve(people, items, likes);
    await improve(items, people, byItem);
  }
  return items;

  async function improve(own: Float32Array, factors: Float32Array, matrix: LikeMatrix): Promise<void> {
    const gram = gramOf(factors, { dim, alpha });
    const solve = ialsSolver({ factors, dim, gram, lambda, alpha });
    for (let row = 0; row < matrix.rows; row++) {
      if (row % rowsBetweenPauses === 0) {
        await setImmediate();
        signal?.throwIfAborted();
      }
      const liked = matrix.indices.subarray(matrix.starts[row]!, matrix.starts[row + 1]!);
      solve(own.subarray(row * dim, (row + 1) * dim), liked, stepsPerRow);
    }
  }
}
