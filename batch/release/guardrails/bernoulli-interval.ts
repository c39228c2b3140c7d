/** Numerator and denominator of a share, as they stand at any look. */
export interface Tally {
  hits: number;
  of: number;
}

export interface Interval {
  low: number;
  high: number;
}

/**
 * Confidence sequence of a share: with probability 1 - alpha the true share is inside at every look, however many there are
 * and whenever one stops. The set of shares p where the mixture likelihood ratio B(h + ½, n - h + ½) / (B(½, ½) p^h (1 - p)^(n - h))
 * is below 1 / alpha (Robbins 1970, with Ville's inequality). [0, 1] without observations.
 */
export function bernoulliInterval({ hits, of }: Tally, alpha: number): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const misses = of - hits;
  const mixture = logBeta(hits + 0.5, misses + 0.5) - logBeta(0.5, 0.5);
  const isInside = (p: number) =>
    mixture - times(hits, Math.log(p)) - times(misses, Math.log(1 - p)) < -Math.log(alpha);
  // The ratio is least at the observed share and grows to both sides.
  const observed = hits / of;
  return {
    low: hits === 0 ? 0 : edge(isInside, { inside: observed, outside: 0 }),
    high: misses === 0 ? 1 : edge(isInside, { inside: observed, outside: 1 }),
  };
}

function edge(
  isInside: (p: number) => boolean,
  { inside, outside }: { inside: number; outside: number },
): number {
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = (inside + outside) / 2;
    if (isInside(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** 0 · -∞ is 0 here: what never happened has likelihood 1. */
function times(count: number, log: number): number {
  return count === 0 ? 0 : count * log;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Stirling's series after shifting the argument above 10: the error is below 1e-12. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 10; at++) shift += Math.log(at);
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
