import type { Random } from '../random/create-random.ts';

/** One element, each equally likely. The list must not be empty. */
export function pick<T>(values: readonly T[], random: Random): T {
  return values[Math.floor(random() * values.length)]!;
}

/** Up to `count` different elements, each equally likely, in the order drawn. */
export function pickSome<T>(values: readonly T[], count: number, random: Random): T[] {
  const rest = [...values];
  const picked: T[] = [];
  while (picked.length < count && rest.length > 0) {
    picked.push(rest.splice(Math.floor(random() * rest.length), 1)[0]!);
  }
  return picked;
}

/** Running sums of weights, for `pickWeighted`. */
export function cumulate(weights: readonly number[]): Float64Array {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]!;
    sums[i] = sum;
  }
  return sums;
}

/** An index, drawn in proportion to the weights behind `sums`. */
export function pickWeighted(sums: Float64Array, random: Random): number {
  const target = random() * sums[sums.length - 1]!;
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
