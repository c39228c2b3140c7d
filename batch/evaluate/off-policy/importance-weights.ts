import type { LoggedOutcome } from './logged-outcome.ts';

export interface ImportanceWeights {
  weights: Float64Array;
  sum: number;
  effectiveSampleSize: number;
  clipped: number;
}

/**
 * targetProbability / propensity of each row, at most `clip`.
 * @throws RangeError when a row is out of range: a propensity of 0 can not have been logged.
 */
export function importanceWeights(
  rows: readonly LoggedOutcome[],
  clip = Number.POSITIVE_INFINITY,
): ImportanceWeights {
  if (!(clip > 0)) throw new RangeError(`Cannot weigh impressions: clip is ${clip}`);
  let sum = 0;
  let squares = 0;
  let clipped = 0;
  const weights = Float64Array.from(rows, (row, index) => {
    check(row, index);
    const weight = row.targetProbability / row.propensity;
    if (weight > clip) clipped++;
    const kept = Math.min(weight, clip);
    sum += kept;
    squares += kept * kept;
    return kept;
  });
  return { weights, sum, effectiveSampleSize: squares === 0 ? 0 : (sum * sum) / squares, clipped };
}

function check({ propensity, reward, targetProbability }: LoggedOutcome, index: number): void {
  if (!(propensity > 0 && propensity <= 1))
    throw new RangeError(`Cannot weigh impression ${index}: propensity is ${propensity}`);
  if (!(targetProbability >= 0 && targetProbability <= 1))
    throw new RangeError(`Cannot weigh impression ${index}: targetProbability is ${targetProbability}`);
  if (!Number.isFinite(reward)) throw new RangeError(`Cannot weigh impression ${index}: reward is ${reward}`);
}
