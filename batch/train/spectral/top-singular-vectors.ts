import { createRandom } from '../../random/create-random.ts';
import { columnCounts } from '../column-counts.ts';
import type { LikeMatrix } from '../like-matrix.ts';
import { type DegreeExponents, normalProduct } from './normal-product.ts';
import { orthonormalise } from './orthonormalise.ts';
import { symmetricEigen } from './symmetric-eigen.ts';
import { tallGram, tallTimesSmall } from './tall-products.ts';

export interface SingularVectors {
  /** At most the number asked for: never more than the matrix' rank. */
  rank: number;
  /** Descending, positive, [rank]. */
  values: Float64Array;
  /** Right singular vectors as columns, [items, rank], row-major. */
  vectors: Float32Array;
}

export interface SingularVectorOptions extends DegreeExponents {
  /** Singular vectors wanted. */
  count: number;
  /** Columns beside those that are wanted: they make the last of them converge. */
  extraColumns: number;
  rounds: number;
  seed: number;
  /** Before each round, counted from 0; Rayleigh-Ritz is the last. May throw to end the work. */
  beforeRound: (round: number, rounds: number) => Promise<void>;
}

/** Keeps columns apart that are all but dependent: rounding noise is of the order of 1e-7 of a diagonal of ones. */
const shift = 1e-6;
const dropBelow = 1e-5;
/** Smaller singular values, relative to the largest, are float32's noise. */
const smallestValue = 3e-3;

/**
 * Largest singular values and right singular vectors of N = D_u^-a R D_i^-b by seeded block subspace iteration
 * (Halko, Martinsson and Tropp, arXiv 0909.4061): `rounds` times CholeskyQR of transpose(N) N Q, then Rayleigh-Ritz.
 */
export async function topSingularVectors(
  likes: LikeMatrix,
  { count, extraColumns, rounds, seed, beforeRound, ...exponents }: SingularVectorOptions,
): Promise<SingularVectors> {
  const width = Math.min(count + extraColumns, largestRank(likes));
  const times = (q: Float32Array): Float32Array => normalProduct(likes, q, { width, ...exponents });
  const random = createRandom(seed, 20);
  let q: Float32Array = Float32Array.from({ length: likes.columns * width }, () => 2 * random() - 1);
  for (let round = 0; round < rounds; round++) {
    await beforeRound(round, rounds + 1);
    q = times(q);
    orthonormalise(q, width, { shift, dropBelow: 0 });
  }
  await beforeRound(rounds, rounds + 1);
  // The shift leaves columns slightly short and aslant: without it, twice, they are orthonormal to rounding.
  orthonormalise(q, width, { shift: 0, dropBelow });
  orthonormalise(q, width, { shift: 0, dropBelow });
  return rayleighRitz(q, tallGram(q, times(q), { widthA: width, widthB: width }), { width, count });
}

/** Turns an orthonormal basis into singular vectors. @param projected transpose(Q) transpose(N) N Q, [width, width] */
function rayleighRitz(
  q: Float32Array,
  projected: Float64Array,
  { width, count }: { width: number; count: number },
): SingularVectors {
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (projected[i * width + j]! + projected[j * width + i]!) / 2;
      projected[i * width + j] = mean;
      projected[j * width + i] = mean;
    }
  }
  const eigen = symmetricEigen(projected, width);
  const smallest = smallestValue ** 2 * eigen.values[0]!;
  const rank = Math.min(count, eigen.values.findLastIndex((value) => value > smallest) + 1);
  const rotation = new Float32Array(width * rank);
  for (let to = 0; to < rank; to++) {
    for (let from = 0; from < width; from++) rotation[from * rank + to] = eigen.vectors[to * width + from]!;
  }
  const vectors = new Float32Array((q.length / width) * rank);
  tallTimesSmall(q, rotation, { width, outWidth: rank, into: vectors });
  return { rank, values: eigen.values.slice(0, rank).map(Math.sqrt), vectors };
}

function largestRank(likes: LikeMatrix): number {
  const { rows, starts } = likes;
  let active = 0;
  for (let row = 0; row < rows; row++) if (starts[row + 1]! > starts[row]!) active++;
  return Math.min(
    active,
    columnCounts(likes).reduce((sum, degree) => sum + (degree > 0 ? 1 : 0), 0),
  );
}
