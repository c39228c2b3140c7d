import { normalQuantile } from './normal-quantile.ts';

export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/**
 * Margin of a mean whose rows are independent between people only: quantile * sqrt(G / (G - 1) * sum over people of
 * (sum of errors)²) / total, with G people (Liang and Zeger, 1986). With one row a person it is the usual standard
 * error. 0 where fewer than two people are known: nothing can be said then.
 */
export function clusteredMargin(
  errors: ArrayLike<number>,
  { people, total, level }: { people: ArrayLike<number>; total: number; level: number },
): number {
  const sums = new Map<number, number>();
  for (let row = 0; row < errors.length; row++) {
    const person = people[row]!;
    sums.set(person, (sums.get(person) ?? 0) + errors[row]!);
  }
  if (sums.size < 2 || total === 0) return 0;
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  return normalQuantile(level) * (Math.sqrt((squares * sums.size) / (sums.size - 1)) / total);
}

/** The mean of terms, with an interval that heeds that those of one person go together; zeros for no terms. */
export function clusteredMean(
  terms: ArrayLike<number>,
  { people, level }: { people: ArrayLike<number>; level: number },
): Estimate {
  const total = terms.length;
  let sum = 0;
  for (let row = 0; row < total; row++) sum += terms[row]!;
  const value = total === 0 ? 0 : sum / total;
  const errors = Float64Array.from(terms, (term) => term - value);
  const margin = clusteredMargin(errors, { people, total, level });
  return { value, low: value - margin, high: value + margin };
}
