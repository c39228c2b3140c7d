import { expect, test } from 'vitest';
import { withoutRecency } from '../../../batch/train/without-recency.ts';
import { poolWeights } from '../../../shared/features/pool-weights.ts';
import { tinyConfig } from './support/tiny-config.ts';

test('withoutRecency() lets the oldest like count as the newest', () => {
  const config = tinyConfig();
  const { history, spectral, logistic, ...rest } = withoutRecency({
    ...config,
    spectral: { ...config.spectral, halfLifePositions: 10, recentWeight: 0.3 },
  });
  const [newest, ...others] = poolWeights(200, history.halfLifePositions);
  expect(others.at(-1)! / newest!).toBeCloseTo(1, 3);
  expect(spectral).toEqual({ ...config.spectral, halfLifePositions: 1_000_000, recentWeight: 0 });
  expect(logistic).toEqual({ ...config.logistic, halfLifePositions: 1_000_000 });
  const { history: before, spectral: likes, logistic: decisions } = config;
  expect({ ...rest, history: before, spectral: likes, logistic: decisions }).toEqual(config);
});
