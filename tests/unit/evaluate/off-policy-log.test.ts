import { describe, expect, it } from 'vitest';
import { decayedLikes } from '../../../batch/evaluate/decayed-likes.ts';
import { judgePolicy } from '../../../batch/evaluate/off-policy/judge-policy.ts';
import { likeTimeline } from '../../../batch/evaluate/off-policy/like-timeline.ts';
import { pageCases } from '../../../batch/evaluate/off-policy/page-cases.ts';
import { targetPages } from '../../../batch/evaluate/off-policy/target-pages.ts';
import {
  type UsableImpression,
  usableImpressions,
} from '../../../batch/evaluate/off-policy/usable-impressions.ts';
import type { HeardDecision, LoggedPage, ShownItem } from '../../../batch/io/impressions/impression-log.ts';
import { createRandom } from '../../../batch/random/create-random.ts';
import { makeItem, makeTrainingSet } from '../train/support/make-training-set.ts';

const shown = (place: number, itemId: number, propensity: number | null, liked = false): ShownItem => ({
  place,
  itemId,
  propensity,
  liked,
});
const page = (person: number, shownAt: number, rows: ShownItem[]): LoggedPage => ({
  person,
  shownAt,
  places: rows.length,
  shown: rows,
});
const heard = (
  itemId: number,
  kind: 'like' | 'nope',
  occurredAt: number,
  receivedAt = occurredAt,
): HeardDecision => ({ itemId, isLike: kind === 'like', occurredAt, receivedAt });
const ids = (...list: number[]) => new Map(list.map((id, index) => [id, index]));

describe('usableImpressions()', () => {
  const pages = [
    page(0, 10, [shown(0, 5, 1)]),
    page(1, 20, [shown(0, 5, null), shown(1, 6, 0), shown(2, 7, 1.5), shown(3, 5, Number.NaN)]),
    page(1, 30, [shown(0, 9, 1, true), shown(1, 6, 0.5, true), shown(2, 7, 1)]),
  ];
  const options = { indexOf: ids(5, 6, 7), at: 'place', notBefore: 20 } as const;

  it('counts what it leaves out under its first reason', () => {
    const { impressions, leftOut } = usableImpressions({ pages, pending: 3 }, options);
    expect(leftOut).toEqual({
      pending: 3,
      beforeModel: 1,
      propensityMissing: 4,
      propensityOfPlace: 0,
      itemGone: 1,
    });
    expect(impressions).toEqual([
      { page: 2, person: 1, place: 1, item: 1, propensity: 0.5, reward: 1 },
      { page: 2, person: 1, place: 2, item: 2, propensity: 1, reward: 0 },
    ]);
  });

  it('takes the propensity of a place for that of a page only where it is 1', () => {
    const { impressions, leftOut } = usableImpressions({ pages, pending: 0 }, { ...options, at: 'page' });
    expect([impressions.length, leftOut.propensityOfPlace]).toEqual([1, 1]);
  });
});

describe('likeTimeline()', () => {
  const day = 86_400;
  const data = makeTrainingSet(2, [
    ['a', 0, 'like', 0],
    ['b', 0, 'like', 2 * day],
    ['a', 1, 'nope', 3 * day],
    ['b', 1, 'like', 4 * day],
  ]);

  it('weighs likes of before a moment by their age at the newest of them', () => {
    const timeline = likeTimeline(data, 2);
    expect([...timeline.before(0)]).toEqual([0, 0]);
    expect([...timeline.before(2 * day)]).toEqual([1, 0]);
    // One halving between the likes of item 0.
    expect([...timeline.before(4 * day)]).toEqual([1.5, 0]);
    expect([...timeline.before(9 * day)]).toEqual([0.75, 1]);
    expect(() => timeline.before(day)).toThrow(RangeError);
  });

  it('agrees with decayedLikes(), also over thousands of halvings and without any', () => {
    for (const halfLife of [1 / 1000, 2, Number.POSITIVE_INFINITY]) {
      expect([...likeTimeline(data, halfLife).before(5 * day)]).toEqual([...decayedLikes(data, 4, halfLife)]);
    }
  });
});

describe('pageCases()', () => {
  it('knows what had arrived before the page, the latest on each item, a nope before a like', () => {
    const decisions = [
      [
        heard(5, 'like', 1),
        heard(6, 'like', 2),
        heard(6, 'nope', 2, 3),
        // Sent late: older than what is known.
        heard(5, 'nope', 0, 4),
        heard(9, 'like', 5),
        heard(7, 'like', 6, 10),
      ],
    ];
    const cases = pageCases({ pages: [page(0, 3, []), page(0, 10, [])], decisions }, ids(5, 6, 7));
    // Item 9 is in no catalogue; item 7 arrived at the time of the second page, not before it.
    expect(cases.map(({ likes, nopes }) => ({ likes, nopes }))).toEqual([
      { likes: [0, 1], nopes: [] },
      { likes: [0], nopes: [1] },
    ]);
  });
});

describe('targetPages()', () => {
  it('ranks for what was known then, by popularity of then, without items that came later', async () => {
    // Equal logits: popularity decides. Item 1 is liked at 5, item 2 at 15 and 16; item 0 came at 12.
    const data = makeTrainingSet(
      [makeItem(10), makeItem(11), makeItem(12)],
      [
        ['a', 1, 'like', 5],
        ['b', 2, 'like', 15],
        ['c', 2, 'like', 16],
      ],
    );
    const pages = [
      page(0, 10, [shown(0, 11, 1), shown(1, 12, 1)]),
      page(0, 20, [shown(0, 11, 1), shown(1, 12, 1), shown(2, 10, 1)]),
      page(1, 21, [shown(0, 11, 1)]),
    ];
    const target = await targetPages(
      { pages, decisions: [[heard(12, 'nope', 17)], []], arrivals: new Map([[10, 12]]) },
      {
        data,
        logits: (cases) => new Float32Array(cases.length * 3),
        scoring: { popularityHalfLifeDays: 30, popularityWeights: [{ minLikes: 0, weight: 1 }] },
      },
    );
    // The second page has three places and two items: person 0 has decided on item 2.
    expect(target).toEqual([[1, 2], [1, 0], [2]]);
  });
});

describe('judgePolicy()', () => {
  const impression = (
    index: number,
    place: number,
    [item, propensity, reward]: [number, number, number],
  ): UsableImpression => ({ page: index, person: index, place, item, propensity, reward });
  // Two pages of two places. The policy shows [4, 5] and [6, 7].
  const impressions = [
    impression(0, 0, [4, 0.5, 1]),
    impression(0, 1, [6, 1, 1]),
    impression(1, 0, [6, 0.25, 0]),
    impression(1, 1, [7, 1, 1]),
  ];
  const pages = [
    [4, 5],
    [6, 7],
  ];
  const options = { version: 'v1', pages, clip: 100, level: 0.95 };

  it('weighs what the policy shows at the same place', () => {
    const { estimates, terms } = judgePolicy(impressions, { ...options, at: 'place' });
    // Weights 2, 0, 4, 1; rewards 1, 1, 0, 1.
    expect([...terms]).toEqual([2, 0, 0, 1]);
    expect(estimates.ips.value).toBe(3 / 4);
    expect(estimates.snips.value).toBeCloseTo(3 / 7, 12);
    // Errors of the mean by person: 2 + 0 - 1.5 = 0.5 and 0 + 1 - 1.5 = -0.5; sqrt(0.5 * 2 / 1) / 4 = 0.25.
    expect(estimates.ips.high - estimates.ips.value).toBeCloseTo(1.959964 * 0.25, 4);
    // 2 * 4/7 = 8/7 and -4 * 3/7 + 4/7 = -8/7: sqrt(2 * 64/49 * 2) / 7 = 0.326531.
    expect(estimates.snips.high - estimates.snips.value).toBeCloseTo(1.959964 * 0.326531, 4);
    expect(estimates).toMatchObject({
      agreeing: 3,
      meanWeight: 7 / 4,
      largestWeight: 4,
      clipped: 0,
      // 49 / 21.
      effectiveSampleSize: 49 / 21,
    });
  });

  it('cuts weights as declared and says how large they were', () => {
    const { estimates } = judgePolicy(impressions, { ...options, at: 'place', clip: 1.5 });
    // 1.5, 0, 1.5, 1.
    expect(estimates.ips.value).toBe(2.5 / 4);
    expect(estimates).toMatchObject({ largestWeight: 4, clipped: 2, meanWeight: 1 });
  });

  it('takes the whole page where asked', () => {
    const certain = [impression(0, 1, [4, 1, 1]), impression(1, 0, [5, 1, 1])];
    expect(judgePolicy(certain, { ...options, at: 'page' }).estimates.agreeing).toBe(1);
    expect(judgePolicy(certain, { ...options, at: 'place' }).estimates.agreeing).toBe(0);
  });

  it('covers the true value in logs of a known policy', () => {
    // The log shows one of five items, item i with propensity (i + 1) / 15; a person likes item i with (i + 1) / 10 plus
    // their own -0.1 or 0.1, so the rows of one person go together. The policy shows item 1 on even pages, 3 on odd:
    // (0.2 + 0.4) / 2 = 0.3.
    const random = createRandom(5);
    const rounds = 300;
    const covered = { ips: 0, snips: 0 };
    for (let round = 0; round < rounds; round++) {
      const log: UsableImpression[] = [];
      for (let person = 0; person < 100; person++) {
        const own = random() < 0.5 ? -0.1 : 0.1;
        for (let at = 0; at < 10; at++) {
          let left = Math.floor(random() * 15);
          let item = 0;
          while (left > item) left -= ++item;
          const reward = random() < (item + 1) / 10 + own ? 1 : 0;
          log.push({ page: person * 10 + at, person, place: 0, item, propensity: (item + 1) / 15, reward });
        }
      }
      const { estimates } = judgePolicy(log, {
        ...options,
        pages: Array.from({ length: 1000 }, (_, index) => [index % 2 === 0 ? 1 : 3]),
        at: 'place',
      });
      for (const name of ['ips', 'snips'] as const) {
        if (estimates[name].low <= 0.3 && 0.3 <= estimates[name].high) covered[name]++;
      }
    }
    // 95 % of 300 is 285, with a standard deviation of 3.8.
    expect(covered.ips).toBeGreaterThan(273);
    expect(covered.ips).toBeLessThan(297);
    expect(covered.snips).toBeGreaterThan(273);
    expect(covered.snips).toBeLessThan(297);
  });
});
