import { expect, test } from 'vitest';
import { exposurePriors } from '../../../batch/train/candidates/exposure-priors.ts';

test('exposurePriors() is so many times the logarithm of the rate, half a person added', () => {
  // 10 people: 0.5 / 10 = 0.05 is added. ln(0.25) / 2, ln(0.05) / 2, and at most 0.
  const priors = exposurePriors(Float64Array.of(0.2, 0, 3), { people: 10, weight: 0.5 });
  expect([...priors]).toEqual(
    [Math.log(0.25) / 2, Math.log(0.05) / 2, 0].map((prior) => expect.closeTo(prior, 6)),
  );
});

test('exposurePriors() is nothing where it weighs nothing', () => {
  expect([...exposurePriors(Float64Array.of(0.2, 0), { people: 10, weight: 0 })]).toEqual([0, 0]);
});
