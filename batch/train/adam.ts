/** First and second moments of one parameter array. */
export interface AdamMoments {
  first: Float32Array;
  second: Float32Array;
}

export interface AdamStep {
  /** Counted from 1. */
  step: number;
  learningRate: number;
  weightDecay: number;
}

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** AdamW (Loshchilov and Hutter, arXiv 1711.05101), in place. */
export function adamUpdate(
  parameters: Float32Array,
  gradient: Float32Array,
  { first, second }: AdamMoments,
  { step, learningRate, weightDecay }: AdamStep,
): void {
  const rate = learningRate / (1 - beta1 ** step);
  const secondScale = 1 / (1 - beta2 ** step);
  const keep = 1 - learningRate * weightDecay;
  for (let at = 0; at < parameters.length; at++) {
    const g = gradient[at]!;
    const m = beta1 * first[at]! + (1 - beta1) * g;
    const v = beta2 * second[at]! + (1 - beta2) * g * g;
    first[at] = m;
    second[at] = v;
    parameters[at] = keep * parameters[at]! - (rate * m) / (Math.sqrt(v * secondScale) + epsilon);
  }
}
