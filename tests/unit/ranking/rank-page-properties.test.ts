import { expect, test } from 'vitest';
import { createRandom, type Random } from '../../../batch/random/create-random.ts';
import { type PageCandidate, rankPage } from '../../../shared/ranking/rank-page.ts';

const draws = 2000;

/** A few makers, series, performers and tags, so that caps meet. */
function drawCandidates(random: Random): PageCandidate[] {
  const pick = (count: number): number => Math.floor(random() * count);
  const some = (name: string, count: number): string[] => [
    ...new Set(Array.from({ length: pick(4) }, () => `${name}${pick(count)}`)),
  ];
  return Array.from({ length: pick(60) }, (_, id) => ({
    id,
    // Few values, so that there are ties.
    score: pick(20) / 4,
    makerId: random() < 0.1 ? null : pick(5),
    series: random() < 0.4 ? null : `s${pick(8)}`,
    performers: some('p', 10),
    tags: some('t', 8),
  }));
}

test(`in ${draws} random pages no item comes twice, rows are as many as can be, and caps hold while others are left`, () => {
  const random = createRandom(91);
  for (let at = 0; at < draws; at++) {
    const candidates = drawCandidates(random);
    const limit = 1 + Math.floor(random() * 30);
    const share = 0.1 + 0.4 * random();
    const page = rankPage(candidates, {
      ...{ limit, nopes: [], diversity: random(), exploration: random() / 2, random },
      shares: { maker: share, series: share, performer: share },
    });
    const ids = page.map(({ item }) => item.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(Math.min(limit, candidates.length));
    expect(page.every(({ propensity }) => propensity > 0 && propensity <= 1)).toBe(true);
    const cap = Math.ceil(limit * share - 1e-9);
    // A row above a cap stands there only when everything that is left would be above one too.
    for (const [row, { item }] of page.entries()) {
      const above = page.slice(0, row).map((one) => one.item);
      const isFull = (one: PageCandidate): boolean =>
        count(above, (other) => one.makerId !== null && other.makerId === one.makerId) >= cap ||
        count(above, (other) => one.series !== null && other.series === one.series) >= cap ||
        one.performers.some((name) => count(above, (other) => other.performers.includes(name)) >= cap);
      if (!isFull(item)) continue;
      const left = candidates.filter(({ id }) => !ids.slice(0, row).includes(id));
      expect(left.every(isFull)).toBe(true);
    }
  }
});

test('propensities are the shares with which items come on a row, and sum to one over all that may', () => {
  const candidates = [3, 2, 1, 0].map((score, id) => ({
    ...{ id, score, series: null, performers: [], tags: [] },
    makerId: id < 2 ? 1 : id,
  }));
  const random = createRandom(92);
  const times = 20_000;
  const counts = new Map<number, { count: number; propensity: number }>();
  for (let at = 0; at < times; at++) {
    const [first] = rankPage(candidates, { limit: 2, nopes: [], exploration: 0.3, random });
    const known = counts.get(first!.item.id)?.count ?? 0;
    counts.set(first!.item.id, { count: known + 1, propensity: first!.propensity });
  }
  const all = [...counts.values()];
  expect(all.reduce((sum, { propensity }) => sum + propensity, 0)).toBeCloseTo(1, 12);
  // 4 standard errors of a share of 20,000: at most 4 * sqrt(.25 / 20000) = .014.
  for (const { count: seen, propensity } of all)
    expect(Math.abs(seen / times - propensity)).toBeLessThan(0.014);
});

function count(items: readonly PageCandidate[], is: (item: PageCandidate) => boolean): number {
  return items.filter(is).length;
}
