import type { Interval } from './bernoulli-interval.ts';

/** Sums over people of what they were shown (x) and what they liked of it (y): nothing of one person. */
export interface RatioSums {
  people: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
  yy: number;
}

/** Where the interval is to be narrowest, in people. */
const tunedFor = 200;
/** Fewer say nothing: the interval holds by the central limit theorem. */
export const fewestPeople = 30;

/**
 * Confidence sequence of sum(y) / sum(x), where people are independent and what one person does is not: with probability
 * about 1 - alpha it holds at every look. Theorem 2.2 of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central
 * limit theory and asymptotic confidence sequences" (2024), on the linearised ratio (y - r x) / mean(x). [0, 1] for too few people.
 */
export function ratioInterval({ people, x, y, xx, xy, yy }: RatioSums, alpha: number): Interval {
  if (people < fewestPeople || x === 0) return { low: 0, high: 1 };
  const ratio = y / x;
  const variance = Math.max(0, yy - 2 * ratio * xy + ratio * ratio * xx) / people / (x / people) ** 2;
  const twiceLog = -2 * Math.log(alpha);
  const rhoSquared = (twiceLog + Math.log(twiceLog + 1)) / tunedFor;
  const grown = people * rhoSquared + 1;
  const radius = Math.sqrt(
    variance * ((2 * grown) / (people * people * rhoSquared)) * Math.log(Math.sqrt(grown) / alpha),
  );
  return { low: Math.max(0, ratio - radius), high: Math.min(1, ratio + radius) };
}
