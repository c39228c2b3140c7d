import { inclusionProbability, type StepSampling } from './inclusion-probability.ts';

/**
 * What is added to the logits of candidates that were sampled: minus the logarithm of the probability that they are
 * there. A candidate that is seldom drawn then stands for all the times it was not: the sum of e^(logit + offset) over
 * the candidates has the sum of e^logit over the catalogue as its mean (sampled softmax with logQ correction, Yi et al.,
 * RecSys 2019). What a person brings is there for certain, so that its own logit stays as it is (arXiv 2507.09331).
 * `rates`: of candidateRates(), by catalogue index.
 */
export function samplingOffsets(
  candidates: Int32Array,
  rates: Float64Array,
  sampling: StepSampling,
): Float32Array {
  return Float32Array.from(candidates, (item) => -Math.log(inclusionProbability(rates[item]!, sampling)));
}
