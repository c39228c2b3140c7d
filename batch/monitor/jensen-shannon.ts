/**
 * Jensen-Shannon divergence of two histograms over the same cells, in bits: 0 for the same shares, 1 for shares that have
 * no cell in common (Lin, "Divergence measures based on the Shannon entropy", 1991). NaN where one of them is empty.
 */
export function jensenShannon(reference: readonly number[], recent: readonly number[]): number {
  if (recent.length !== reference.length) {
    throw new RangeError(`Cannot compare ${reference.length} cells with ${recent.length}`);
  }
  const [n, m] = [sum(reference), sum(recent)];
  let divergence = 0;
  for (const [cell, count] of reference.entries()) {
    const q = count / n;
    const p = recent[cell]! / m;
    divergence += (term(p, (p + q) / 2) + term(q, (p + q) / 2)) / 2;
  }
  return divergence;
}

/** What is not there adds nothing. */
const term = (share: number, mean: number) => (share === 0 ? 0 : share * Math.log2(share / mean));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
