import { expect, test } from 'vitest';
import { createRandom, type Random } from '../../../batch/random/create-random.ts';
import { type PageCandidate, type RankPageOptions, rankPage } from '../../../shared/ranking/rank-page.ts';

const pages = 10_000;

/** A few makers, series, performers and tags, so that caps meet. */
function drawCandidates(random: Random, most: number): PageCandidate[] {
  const pick = (count: number): number => Math.floor(random() * count);
  const some = (name: string, count: number): string[] => [
    ...new Set(Array.from({ length: pick(4) }, () => `${name}${pick(count)}`)),
  ];
  return Array.from({ length: pick(most) }, (_, id) => ({
    id,
    // Few values, so that there are ties.
    score: pick(20) / 4,
    makerId: random() < 0.1 ? null : pick(5),
    series: random() < 0.4 ? null : `s${pick(8)}`,
    performers: some('p', 10),
    tags: some('t', 8),
  }));
}

/**
 * What may stand on each row of a page, given the rows above: what keeps every maker, series and performer to its cap. When
 * that is nobody, all caps rise by one together, and stay so for the rows below.
 */
function choices(
  page: readonly PageCandidate[],
  { candidates, cap }: { candidates: readonly PageCandidate[]; cap: number },
): number[][] {
  const taken = new Map<string, number>();
  const left = new Map(candidates.map((one) => [one.id, one]));
  let most = cap;
  return page.map((item) => {
    const allowed = () =>
      [...left.values()].filter((one) => keysOf(one).every((key) => (taken.get(key) ?? 0) < most));
    let choice = allowed();
    while (choice.length === 0) {
      most++;
      choice = allowed();
    }
    for (const key of keysOf(item)) taken.set(key, (taken.get(key) ?? 0) + 1);
    left.delete(item.id);
    return choice.map(({ id }) => id);
  });
}

function keysOf({ makerId, series, performers }: PageCandidate): string[] {
  return [
    ...(makerId === null ? [] : [`maker ${makerId}`]),
    ...(series === null ? [] : [`series ${series}`]),
    ...performers.map((name) => `performer ${name}`),
  ];
}

/** Throws rather than expects, which ten thousand times over would take longer than the ranking. */
function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

test(`in ${pages} random pages no item comes twice, rows are as many as can be, and caps rise by one together only where nobody is left`, () => {
  for (let at = 0; at < pages; at++) {
    const random = createRandom(91, at);
    const candidates = drawCandidates(random, 40);
    const limit = 1 + Math.floor(random() * 30);
    const share = 0.1 + 0.4 * random();
    const exploration = random() / 2;
    const page = rankPage(candidates, {
      ...{ limit, nopes: [], diversity: random(), exploration, random },
      shares: { maker: share, series: share, performer: share },
    });
    const ids = page.map(({ item }) => item.id);
    check(new Set(ids).size === ids.length, `page ${at} repeats an item`);
    check(ids.length === Math.min(limit, candidates.length), `page ${at} has ${ids.length} rows`);
    const cap = Math.ceil(limit * share - 1e-9);
    const allowed = choices(
      page.map(({ item }) => item),
      { candidates, cap },
    );
    for (const [row, { item, propensity, explored }] of page.entries()) {
      check(allowed[row]!.includes(item.id), `page ${at}, row ${row}: item ${item.id} is above a cap`);
      const drawn = exploration / allowed[row]!.length;
      const exact = explored ? drawn : 1 - exploration + drawn;
      check(Math.abs(propensity - exact) < 1e-12, `page ${at}, row ${row}: propensity ${propensity}`);
    }
  }
});

test(`in ${pages} random pages the propensities of all that may stand on a row sum to one, each tried by the draw that takes it`, () => {
  let tried = 0;
  for (let at = 0; at < pages; at++) {
    const random = createRandom(93, at);
    const candidates = drawCandidates(random, 14);
    if (candidates.length === 0) continue;
    const limit = 1 + Math.floor(random() * 6);
    const options: Omit<RankPageOptions, 'random'> = {
      ...{ limit, nopes: [], diversity: random() < 0.5 ? 0 : random(), exploration: 0.01 + 0.49 * random() },
      shares: { maker: 0.3, series: 0.3, performer: 0.3 },
    };
    const row = Math.floor(random() * Math.min(limit, candidates.length));
    // The rows above are the same in every try: drawn or not, as their own numbers say.
    const above = Array.from({ length: row }, () => [random(), random()] as const);
    const rowOf = (last: readonly [number, number]) =>
      rankPage(candidates, { ...options, random: script([...above, last], options.exploration!) })[row]!;
    const best = rowOf([1, 0]);
    const page = rankPage(candidates, {
      ...options,
      random: script([...above, [1, 0]], options.exploration!),
    }).map(({ item }) => item);
    const allowed = choices(page, { candidates, cap: Math.ceil(limit * 0.3 - 1e-9) })[row]!;
    const found = new Map<number, number>();
    for (let place = 0; place < allowed.length; place++) {
      const { item, propensity, explored } = rowOf([0, (place + 0.5) / allowed.length]);
      check(explored === (item.id !== best.item.id), `page ${at}: explored`);
      found.set(item.id, propensity);
      tried++;
    }
    // Every one of them has its own draw, and nothing else has one.
    check(
      [...found.keys()].sort((a, b) => a - b).join() === allowed.sort((a, b) => a - b).join(),
      `page ${at}`,
    );
    const sum = [...found.values()].reduce((total, one) => total + one, 0);
    check(Math.abs(sum - 1) < 1e-12, `page ${at}, row ${row}: the propensities sum to ${sum}`);
    check(best.propensity === found.get(best.item.id), `page ${at}: the propensity of the best`);
  }
  expect(tried).toBeGreaterThan(3 * pages);
});

/**
 * Numbers for rankPage(), two a row: whether it draws, and which one. Where the first is not below `exploration` the second
 * is not asked for; after the last row nothing is drawn.
 */
function script(rows: readonly (readonly [number, number])[], exploration: number): Random {
  const numbers = rows.flatMap(([draws, which]) => (draws < exploration ? [draws, which] : [draws]));
  let at = 0;
  return () => numbers[at++] ?? 1;
}

test('propensities are the shares with which items come on a row', () => {
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
  expect(counts.size).toBe(4);
  // 4 standard errors of a share of 20,000: at most 4 * sqrt(.25 / 20000) = .014.
  for (const { count: seen, propensity } of counts.values())
    expect(Math.abs(seen / times - propensity)).toBeLessThan(0.014);
});
