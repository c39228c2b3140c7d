/**
 * z with P(|N(0, 1)| <= z) = level. Bisection on the error function's approximation 7.1.26 of Abramowitz and Stegun,
 * exact to about 10⁻⁶.
 * @param level in (0, 1)
 */
export function normalQuantile(level: number): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`Cannot find a quantile: level is ${level}`);
  let low = 0;
  let high = 10;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (errorFunction(middle / Math.SQRT2) < level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function errorFunction(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 1 - polynomial * Math.exp(-x * x);
}
