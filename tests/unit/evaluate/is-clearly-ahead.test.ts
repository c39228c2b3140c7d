import { expect, test } from 'vitest';
import { isClearlyAhead } from '../../../batch/evaluate/is-clearly-ahead.ts';

test('isClearlyAhead() asks for a mean above one standard error', () => {
  // Mean 1, deviations 3 and -3 and 0, 0: variance 18 / 3 = 6, standard error sqrt(6 / 4) = 1.22.
  expect(isClearlyAhead([4, -2, 1, 1])).toBe(false);
  // Mean 1.25: deviations 1.75, -1.75, 0.25, -0.25: variance 6.25 / 3, standard error 0.72.
  expect(isClearlyAhead([3, -0.5, 1.5, 1])).toBe(true);
});

test('isClearlyAhead() sees nothing in equal values or in one person', () => {
  expect(isClearlyAhead([0, 0, 0])).toBe(false);
  expect(isClearlyAhead([5])).toBe(false);
  expect(isClearlyAhead([])).toBe(false);
});
