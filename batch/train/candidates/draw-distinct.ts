import type { Random } from '../../random/create-random.ts';

/**
 * `count` distinct whole numbers from [0, size), every set of them equally likely, in one draw each (R. Floyd, in
 * Bentley and Floyd, "A sample of brilliance", 1987). All of them where `count` is not below `size`.
 */
export function drawDistinct(count: number, size: number, random: Random): Set<number> {
  const drawn = new Set<number>();
  for (let last = Math.max(0, size - count); last < size; last++) {
    const value = Math.floor(random() * (last + 1));
    drawn.add(drawn.has(value) ? last : value);
  }
  return drawn;
}
