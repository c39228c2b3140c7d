/**
 * Population stability index of two histograms over the same K cells: the sum of (p - q) ln(p / q), in nats (Siddiqi,
 * "Credit Risk Scorecards", 2006: below 0.1 hardly a change, above 0.25 a large one). Half an event is added to every
 * cell, so that an empty one gives no infinity.
 *
 * `noise` is what chance alone gives on average, (K - 1)(1/n + 1/m) for n and m independent events (Yurdakul and
 * Naranjo, "Statistical properties of the population stability index", 2020).
 */
export function populationStability(
  reference: readonly number[],
  recent: readonly number[],
): { psi: number; noise: number } {
  const cells = reference.length;
  if (recent.length !== cells) throw new RangeError(`Cannot compare ${cells} cells with ${recent.length}`);
  const [n, m] = [sum(reference), sum(recent)];
  let psi = 0;
  for (const [cell, count] of reference.entries()) {
    const q = (count + 0.5) / (n + 0.5 * cells);
    const p = (recent[cell]! + 0.5) / (m + 0.5 * cells);
    psi += (p - q) * Math.log(p / q);
  }
  return { psi, noise: n > 0 && m > 0 ? (cells - 1) * (1 / n + 1 / m) : Number.POSITIVE_INFINITY };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
