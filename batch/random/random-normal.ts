import type { Random } from './create-random.ts';

/** One draw from N(0, 1) by Box and Muller. */
export function randomNormal(random: Random): number {
  // 1 - u is in (0, 1], so the logarithm is finite.
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
