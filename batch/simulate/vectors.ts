import type { Random } from '../random/create-random.ts';
import { randomNormal } from '../random/random-normal.ts';

/** Dot product over the length of `a`. */
export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** A direction drawn uniformly. */
export function randomUnit(width: number, random: Random): number[] {
  return blend([[1, Array.from({ length: width }, () => randomNormal(random))]]);
}

/** The weighted sum of vectors of one width, scaled to unit length. */
export function blend(parts: readonly (readonly [weight: number, vector: readonly number[]])[]): number[] {
  const sum = new Array<number>(parts[0]![1].length).fill(0);
  for (const [weight, vector] of parts) {
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * vector[i]!;
  }
  const norm = Math.sqrt(dot(sum, sum)) || 1;
  return sum.map((value) => value / norm);
}

/** Four decimals: what stands in the files is exactly what the world was simulated with. */
export function round4(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
