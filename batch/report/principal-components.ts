import { createRandom } from '../random/create-random.ts';
import { randomNormal } from '../random/random-normal.ts';

export interface PrincipalComponents {
  /** Coordinates of each row, [rows, 2]. */
  coordinates: Float64Array;
  /** Share of the variance along each, in [0, 1]. */
  explained: [number, number];
}

const rounds = 60;

/**
 * The two directions of most variance of a table [rows, dim], row-major, by power iteration from a seeded start; the
 * second without the first. Signs are such that the largest coordinate is positive.
 */
export function principalComponents(
  table: Float32Array,
  { dim, seed }: { dim: number; seed: number },
): PrincipalComponents {
  const rows = table.length / dim;
  const centred = centre(table, dim);
  const total = centred.reduce((sum, value) => sum + value * value, 0);
  const coordinates = new Float64Array(rows * 2);
  const explained: [number, number] = [0, 0];
  for (const component of [0, 1] as const) {
    const along = strongest(centred, dim, createRandom(seed, component));
    const variance = along.reduce((sum, value) => sum + value * value, 0);
    explained[component] = total > 0 ? variance / total : 0;
    const sign =
      along.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0) < 0 ? -1 : 1;
    for (let row = 0; row < rows; row++) coordinates[2 * row + component] = sign * along[row]!;
  }
  return { coordinates, explained };
}

function centre(table: Float32Array, dim: number): Float64Array {
  const rows = table.length / dim;
  const centred = Float64Array.from(table);
  for (let at = 0; at < dim; at++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += centred[row * dim + at]!;
    for (let row = 0; row < rows; row++) centred[row * dim + at] = centred[row * dim + at]! - sum / rows;
  }
  return centred;
}

/** Coordinates of the rows along their strongest direction, which is taken out of `rows`. */
function strongest(table: Float64Array, dim: number, random: () => number): Float64Array {
  const rows = table.length / dim;
  let direction = Float64Array.from({ length: dim }, () => randomNormal(random));
  const along = new Float64Array(rows);
  for (let round = 0; round < rounds; round++) {
    project(table, direction, along);
    const next = new Float64Array(dim);
    for (let row = 0; row < rows; row++) {
      for (let at = 0; at < dim; at++) next[at] = next[at]! + along[row]! * table[row * dim + at]!;
    }
    const length = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
    // Nothing is left: all rows are the same.
    if (length === 0) return along.fill(0);
    direction = next.map((value) => value / length);
  }
  project(table, direction, along);
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < dim; at++) {
      table[row * dim + at] = table[row * dim + at]! - along[row]! * direction[at]!;
    }
  }
  return along;
}

function project(table: Float64Array, direction: Float64Array, along: Float64Array): void {
  const dim = direction.length;
  for (let row = 0; row < along.length; row++) {
    let sum = 0;
    for (let at = 0; at < dim; at++) sum += table[row * dim + at]! * direction[at]!;
    along[row] = sum;
  }
}
