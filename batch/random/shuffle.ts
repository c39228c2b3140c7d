import type { Random } from './create-random.ts';

/** Fisher and Yates, in place. */
export function shuffle(values: Int32Array, random: Random): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const kept = values[last]!;
    values[last] = values[other]!;
    values[other] = kept;
  }
}
