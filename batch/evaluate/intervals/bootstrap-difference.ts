import { type BootstrapOptions, bootstrapMean } from './bootstrap-mean.ts';
import type { Interval } from './percentile-interval.ts';

/**
 * Mean difference `a - b` of two systems on the same people in the same order, with its paired bootstrap interval.
 * @throws RangeError when the lengths differ.
 */
export function bootstrapDifference(
  a: Float32Array,
  b: Float32Array,
  options: BootstrapOptions = {},
): Interval {
  if (a.length !== b.length) throw new RangeError(`Cannot compare: ${a.length} people against ${b.length}`);
  return bootstrapMean(
    a.map((value, at) => value - b[at]!),
    options,
  );
}
