/** First and second moments of one parameter array. */
export interface AdamMoments {
  first: Float32Array;
  second: Float32Array;
}

export interface AdamStep {
  /** Counted from 1. */
  step: number;
  learningRate: number;
  /** What weight decay leaves of a parameter. */
  keep: number;
}

/** Where a range of parameters starts, where its gradient does, and how long it is. */
export interface AdamRange {
  at: number;
  gradientAt: number;
  length: number;
}

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** AdamW (Loshchilov and Hutter, arXiv 1711.05101), in place, over the whole array or a range of it. */
export function adamUpdate(
  parameters: Float32Array,
  gradient: Float32Array,
  { first, second }: AdamMoments,
  { step, learningRate, keep }: AdamStep,
  range: AdamRange = { at: 0, gradientAt: 0, length: parameters.length },
): void {
  const rate = learningRate / (1 - beta1 ** step);
  const secondScale = 1 / (1 - beta2 ** step);
  const shift = range.gradientAt - range.at;
  const end = range.at + range.length;
  for (let at = range.at; at < end; at++) {
    const g = gradient[at + shift]!;
    const m = beta1 * first[at]! + (1 - beta1) * g;
    const v = beta2 * second[at]! + (1 - beta2) * g * g;
    first[at] = m;
    second[at] = v;
    parameters[at] = keep * parameters[at]! - (rate * m) / (Math.sqrt(v * secondScale) + epsilon);
  }
}
