/** Largest distance between entries; NaN when the lengths differ or an entry is not a number. */
export function maxAbsDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.NaN;
  const distances = Array.from(a, (value, index) => Math.abs(value - b[index]!));
  return distances.reduce((largest, distance) => Math.max(largest, distance), 0);
}
