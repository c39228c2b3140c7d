import { describe, expect, it } from 'vitest';
import { poolRows } from '../../../batch/train/pool-rows.ts';

const history = { likeLimit: 3, recentLimit: 2, nopeLimit: 1, halfLifePositions: 1 };

describe('poolRows()', () => {
  it('takes the newest up to each limit, newest first', () => {
    const pools = poolRows([10, 11, 12, 13], [20, 21], history);
    expect(pools.likes.indices).toEqual([13, 12, 11]);
    expect(pools.recentLikes.indices).toEqual([13, 12]);
    expect(pools.nopes.indices).toEqual([21]);
  });

  it('halves the weight at each half-life and scales to a length of 1', () => {
    const { likes, recentLikes, nopes } = poolRows([10, 11, 12, 13], [20], history);
    // 1, 1/2, 1/4: length sqrt(21)/4, so 4, 2, 1 over sqrt 21. 1, 1/2: 2, 1 over sqrt 5.
    for (const [at, expected] of [4, 2, 1].entries())
      expect(likes.values[at]).toBeCloseTo(expected / Math.sqrt(21), 12);
    for (const [at, expected] of [2, 1].entries())
      expect(recentLikes.values[at]).toBeCloseTo(expected / Math.sqrt(5), 12);
    expect(nopes.values[0]).toBe(1);
  });

  it('gives empty rows for an empty history', () => {
    for (const row of Object.values(poolRows([], [], history)))
      expect([row.indices.length, row.values.length]).toEqual([0, 0]);
  });
});
