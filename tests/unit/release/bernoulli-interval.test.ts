import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { bernoulliInterval } from '../../../batch/release/guardrails/bernoulli-interval.ts';

describe('bernoulliInterval()', () => {
  it('knows nothing without observations', () => {
    expect(bernoulliInterval({ hits: 0, of: 0 }, 0.05)).toEqual({ low: 0, high: 1 });
  });

  it('has the edge that one look at one miss gives', () => {
    // B(½, 1½) / B(½, ½) = ½, so the ratio is ½ / (1 - p): 20 at p = 1 - 1/40.
    const { low, high } = bernoulliInterval({ hits: 0, of: 1 }, 0.05);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(1 - 1 / 40, 9);
    expect(bernoulliInterval({ hits: 1, of: 1 }, 0.05).low).toBeCloseTo(1 / 40, 9);
  });

  it('has the edge that two looks give', () => {
    // B(1½, 1½) / B(½, ½) = (π / 8) / π = 1/8, so the ratio is 1 / (8 p (1 - p)): 20 where p (1 - p) = 1/160.
    const { low, high } = bernoulliInterval({ hits: 1, of: 2 }, 0.05);
    expect(low).toBeCloseTo((1 - Math.sqrt(1 - 4 / 160)) / 2, 9);
    expect(high).toBeCloseTo((1 + Math.sqrt(1 - 4 / 160)) / 2, 9);
  });

  it('holds the truth at every one of 2,000 looks, but for a share of alpha', () => {
    const random = createRandom(7);
    let lost = 0;
    for (let run = 0; run < 200; run++) {
      let hits = 0;
      for (let of = 1; of <= 2000; of++) {
        if (random() < 0.1) hits++;
        // An edge is expensive and the interval is widest early.
        if (of % 20 !== 0) continue;
        const { low, high } = bernoulliInterval({ hits, of }, 0.1);
        if (low <= 0.1 && 0.1 <= high) continue;
        lost++;
        break;
      }
    }
    // 200 runs of probability .1 at most: 20 and three standard deviations of 4.2.
    expect(lost).toBeLessThan(33);
  });
});
