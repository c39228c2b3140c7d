/**
 * Gini index of values that are not negative, 0 (all the same) to (n - 1) / n (one has everything): the sum over ranks
 * i = 1..n, ascending, of (2i - n - 1) x_i, over n times the sum of x. 0 where there is nothing.
 */
export function gini(values: Float64Array): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum === 0) return 0;
  const sorted = values.slice().sort();
  let weighted = 0;
  for (const [index, value] of sorted.entries()) weighted += (2 * (index + 1) - sorted.length - 1) * value;
  return weighted / (sorted.length * sum);
}
