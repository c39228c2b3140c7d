import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { type RatioSums, ratioInterval } from '../../../batch/release/guardrails/ratio-interval.ts';

const none: RatioSums = { people: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 };

function add(sums: RatioSums, { x, y }: { x: number; y: number }): RatioSums {
  return {
    people: sums.people + 1,
    x: sums.x + x,
    y: sums.y + y,
    xx: sums.xx + x * x,
    xy: sums.xy + x * y,
    yy: sums.yy + y * y,
  };
}

describe('ratioInterval()', () => {
  it('knows nothing of fewer than thirty people', () => {
    let sums = none;
    for (let person = 0; person < 29; person++) sums = add(sums, { x: 10, y: person % 3 });
    expect(ratioInterval(sums, 0.05)).toEqual({ low: 0, high: 1 });
    expect(ratioInterval(add(sums, { x: 10, y: 1 }), 0.05).high).toBeLessThan(1);
  });

  it('is as wide as the formula says', () => {
    // 100 people with 10 items each, half of whom like 2 and half 4: ratio .3, variance of y - .3 x is 1, over 10² it is .01.
    let sums = none;
    for (let person = 0; person < 100; person++) sums = add(sums, { x: 10, y: person % 2 === 0 ? 2 : 4 });
    // alpha .05: -2 ln .05 = 5.9915; ρ² = (5.9915 + ln 6.9915) / 200 = .039680; t ρ² + 1 = 4.9680.
    // radius² = .01 · 2 · 4.9680 / (100² · .039680) · ln(√4.9680 / .05) = .00025040 · 3.7973 = .00095086.
    const { low, high } = ratioInterval(sums, 0.05);
    expect((high - low) / 2).toBeCloseTo(Math.sqrt(0.00095086), 5);
    expect((high + low) / 2).toBeCloseTo(0.3, 12);
  });

  it('holds the truth at every look while people differ, but for a share of alpha', () => {
    const random = createRandom(11);
    let lost = 0;
    const runs = 200;
    for (let run = 0; run < runs; run++) {
      let sums = none;
      for (let person = 1; person <= 1000; person++) {
        // Everybody has a rate of their own, .1 to .5, and sees 5 to 44 items: .3 on the whole.
        const rate = 0.1 + 0.4 * random();
        const x = 5 + Math.floor(40 * random());
        let y = 0;
        for (let item = 0; item < x; item++) if (random() < rate) y++;
        sums = add(sums, { x, y });
        const { low, high } = ratioInterval(sums, 0.1);
        if (low <= 0.3 && 0.3 <= high) continue;
        lost++;
        break;
      }
    }
    // Three standard deviations of 4.2 above 20.
    expect(lost).toBeLessThan(33);
  });
});
