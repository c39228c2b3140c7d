import { expect, test } from 'vitest';
import { freshnessBonus } from '../../../shared/ranking/freshness-bonus.ts';

const now = new Date('2026-03-29T00:00:00Z');

test.each([
  ['2026-03-29T00:00:00Z', 2, 2],
  // 14 and 28 days.
  ['2026-03-15T00:00:00Z', 2, 1],
  ['2026-03-01T00:00:00Z', 2, 0.5],
  ['2026-03-30T00:00:00Z', 2, 0],
  [null, 2, 0],
  ['2026-03-29T00:00:00Z', 0, 0],
])('what was released at %s gets of %d: %d', (releasedAt, weight, bonus) => {
  expect(freshnessBonus(releasedAt, { weight, now })).toBeCloseTo(bonus, 12);
});
