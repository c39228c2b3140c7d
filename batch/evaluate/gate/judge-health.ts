import type { TableHealth } from '../table-health.ts';
import type { GateCheck, GateThresholds } from './gate-evidence.ts';

/** Checks of vectors and scores: finite, unit length, and not all alike. */
export function judgeHealth(health: TableHealth, limits: GateThresholds): GateCheck[] {
  const { rows, rowsNotFinite, largestNormError, scoresNotFinite, spreadOverItems, spreadOverPeople } =
    health;
  return [
    {
      code: 'vectors_not_finite',
      passed: rowsNotFinite === 0,
      sentence: `${rowsNotFinite} of ${rows} item vectors are not finite.`,
    },
    {
      code: 'vectors_not_unit',
      passed: largestNormError <= limits.normTolerance,
      sentence: `The length of item vectors is off 1 by at most ${largestNormError.toExponential(1)}; ${limits.normTolerance} is allowed.`,
    },
    {
      code: 'scores_not_finite',
      passed: scoresNotFinite === 0,
      sentence: `${scoresNotFinite} scores are not finite.`,
    },
    {
      code: 'scores_collapsed',
      passed: Math.min(spreadOverItems, spreadOverPeople) >= limits.smallestSpread,
      sentence: `Scores spread by ${spreadOverItems.toFixed(4)} over items and ${spreadOverPeople.toFixed(4)} over people, relative to their size; at least ${limits.smallestSpread} is needed.`,
    },
  ];
}
