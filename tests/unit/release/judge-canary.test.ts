import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import type { CanaryEvidence, VersionEvidence } from '../../../batch/release/guardrails/canary-evidence.ts';
import { judgeCanary } from '../../../batch/release/guardrails/judge-canary.ts';

const latencyBoundsMs = [100, 200, 500];

/** A version that is as it should be: 1,000 requests, 200 people with 20 items each of whom like a quarter, 500 items. */
function healthy(version: string): VersionEvidence {
  return {
    ...{ version, requests: 1000, failures: 2, degraded: 5, buckets: [500, 460, 30, 10] },
    // y is 4, 5, 6 in turn and so on average 5 of 20.
    likes: { people: 200, x: 4000, y: 1000, xx: 80_000, xy: 20_000, yy: 5134 },
    shown: new Map([[8, 500]]),
  };
}

function judge(canary: Partial<VersionEvidence>, active: Partial<VersionEvidence> = {}) {
  const evidence: CanaryEvidence = {
    since: '2026-01-01T00:00:00.000Z',
    latencyBoundsMs,
    canary: { ...healthy('new'), ...canary },
    active: { ...healthy('old'), ...active },
  };
  return Object.fromEntries(judgeCanary(evidence).map(({ code, state }) => [code, state]));
}

const kept = { failures: 'kept', degraded: 'kept', slow: 'kept', likes: 'kept', coverage: 'kept' };

describe('judgeCanary()', () => {
  it('keeps a canary that is as good', () => {
    expect(judge({})).toEqual(kept);
  });

  it.each([
    ['fails', { failures: 60 }, 'failures'],
    ['is degraded', { degraded: 120 }, 'degraded'],
    // The active version's 95th percentile is within 200 ms; 4 % of its requests are slower, 20 % of the canary's.
    ['is slow', { buckets: [400, 400, 150, 50] }, 'slow'],
    ['is liked half as much', { likes: { ...healthy('').likes, y: 500, xy: 10_000, yy: 1384 } }, 'likes'],
    ['shows few items', { shown: new Map([[40, 100]]) }, 'coverage'],
  ] as [string, Partial<VersionEvidence>, string][])(
    'breaches one guardrail where it %s',
    (_, canary, code) => {
      expect(judge(canary)).toEqual({ ...kept, [code]: 'breached' });
    },
  );

  it('does not breach where the active version is as bad', () => {
    expect(judge({ failures: 60, degraded: 120 }, { failures: 60, degraded: 120 })).toEqual(kept);
  });

  it('knows nothing before anything was seen', () => {
    const nothing = { people: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 };
    expect(
      judge({
        requests: 0,
        failures: 0,
        degraded: 0,
        buckets: [0, 0, 0, 0],
        likes: nothing,
        shown: new Map(),
      }),
    ).toEqual({
      ...{ failures: 'unknown', degraded: 'unknown', slow: 'unknown', likes: 'unknown', coverage: 'unknown' },
    });
  });

  it('says with figures what it found', () => {
    const [failures] = judgeCanary({
      since: '2026-01-01T00:00:00.000Z',
      latencyBoundsMs,
      canary: { ...healthy('new'), failures: 60 },
      active: healthy('old'),
    });
    expect(failures!.sentence).toMatch(
      /^Failed: 6\.00 % of 1000 requests \[\d\.\d\d %, \d+\.\d\d %\], active 0\.20 % of 1000 \[.*\]; 0\.50 % more is allowed\.$/,
    );
  });

  /** Looks every day for 30 days at 40 more people of the canary and 200 more of the active version. */
  function breachedBy(rates: { canary: number; active: number }, seed: number): number | null {
    const random = createRandom(seed);
    const sums = () => ({ people: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 });
    const [canary, active] = [sums(), sums()];
    const live = (to: ReturnType<typeof sums>, people: number, rate: number) => {
      for (let person = 0; person < people; person++) {
        const own = rate * (0.5 + random());
        let y = 0;
        for (let item = 0; item < 20; item++) if (random() < own) y++;
        to.people++;
        to.x += 20;
        to.y += y;
        to.xx += 400;
        to.xy += 20 * y;
        to.yy += y * y;
      }
    };
    for (let day = 1; day <= 30; day++) {
      live(canary, 40, rates.canary);
      live(active, 200, rates.active);
      if (judge({ likes: canary }, { likes: active }).likes === 'breached') return day;
    }
    return null;
  }

  it('takes a canary back that is liked half as much within days, however often it is looked at', () => {
    const days = Array.from({ length: 20 }, (_, seed) => breachedBy({ canary: 0.12, active: 0.24 }, seed));
    expect(days.filter((day) => day === null || day > 7)).toEqual([]);
  });

  it('leaves one that is liked as much alone through thirty daily looks', () => {
    const days = Array.from({ length: 100 }, (_, seed) =>
      breachedBy({ canary: 0.24, active: 0.24 }, seed + 100),
    );
    // alpha is .05 for all guardrails together: at most 5 of 100 and three standard deviations of 2.2 more.
    expect(days.filter((day) => day !== null).length).toBeLessThan(12);
  });
});
