import type { Measurement } from './training-state.ts';

/** Whether the last measurement is better than all before it. The first always is. */
export function isBestYet(measurements: readonly Measurement[]): boolean {
  const last = measurements.at(-1);
  return last !== undefined && measurements.slice(0, -1).every(({ quality }) => quality < last.quality);
}

/** Whether the last `patience` measurements were no better than the best one before them. 0: never. */
export function hasStalled(measurements: readonly Measurement[], patience: number): boolean {
  if (patience === 0) return false;
  let best = 0;
  for (const [at, { quality }] of measurements.entries())
    if (quality > measurements[best]!.quality) best = at;
  return measurements.length - 1 - best >= patience;
}
