/**
 * `weight` · ln of the probability that a person decides on an item, at most 0: what is added to its logits while training
 * (logit adjustment, Menon et al., arXiv 2007.07314). An item that nobody decided on counts as one on which half a person
 * did. `rates`: of candidateRates(), by catalogue index.
 */
export function exposurePriors(
  rates: Float64Array,
  { people, weight }: { people: number; weight: number },
): Float32Array {
  if (weight === 0) return new Float32Array(rates.length);
  return Float32Array.from(rates, (rate) => weight * Math.log(Math.min(1, rate + 0.5 / people)));
}
