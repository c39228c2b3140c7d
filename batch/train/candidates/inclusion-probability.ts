export interface StepSampling {
  /** Of the catalogue. */
  items: number;
  /** Drawn uniformly without replacement. */
  sampledNegatives: number;
  /** In the step. */
  people: number;
}

/**
 * Probability that an item is among a step's candidates though the person whose row it is did not bring it: it is drawn
 * uniformly, or one of the other people brings it, each with probability `rate`.
 */
export function inclusionProbability(
  rate: number,
  { items, sampledNegatives, people }: StepSampling,
): number {
  const drawn = Math.min(1, sampledNegatives / items);
  return 1 - (1 - drawn) * (1 - Math.min(1, rate)) ** (people - 1);
}
