import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { shuffle } from '../../../batch/random/shuffle.ts';
import type { RecommendedItem } from '../../../shared/contracts/recommend-items.ts';
import { createPerson } from './create-person.ts';
import type { LiveModel } from './live-model.ts';

const people = 30;
const likesEach = 5;
const laterPages = 3;
/** As many at the same time: the stack works on one after the other, and more would only wait. */
const atOnce = 3;

interface Outcome {
  nopedId: number;
  /** Share of the noped item's maker in the page before, without the item itself, and in the page after. */
  before: number;
  after: number;
  later: RecommendedItem[][];
}

/** What a nope does to the pages of many people whose likes lie in one maker each. */
export function testNopeEffect(live: () => LiveModel): void {
  describe(`a nope of each of ${people} people`, () => {
    const outcomes: Outcome[] = [];
    beforeAll(async () => {
      const groups = await readGroups(live());
      for (let first = 0; first < people; first += atOnce) {
        const seeds = Array.from({ length: atOnce }, (_, index) => first + index);
        outcomes.push(...(await Promise.all(seeds.map((seed) => likeThenNope(live(), groups, seed)))));
      }
    }, 180_000);

    test('lowers the share of its maker in the next page', () => {
      expect(outcomes).toHaveLength(people);
      const mean = (value: (outcome: Outcome) => number) =>
        outcomes.reduce((sum, outcome) => sum + value(outcome), 0) / people;
      const before = mean((outcome) => outcome.before);
      const after = mean((outcome) => outcome.after);
      // The noped item was chosen from a maker with two items or more: 1 of the 19 others at least.
      expect(before).toBeGreaterThanOrEqual(1 / 19);
      expect(after).toBeLessThan(before / 2);
      // Nobody is shown more of what they just refused.
      expect(outcomes.filter((outcome) => outcome.after > outcome.before)).toEqual([]);
    });

    test(`never lets the item come back in the next ${laterPages} pages`, () => {
      for (const { nopedId, later } of outcomes) {
        expect(later).toHaveLength(laterPages);
        for (const page of later) {
          expect(page).toHaveLength(20);
          expect(page.map(({ id }) => id)).not.toContain(nopedId);
        }
      }
    });

    test('comes from pages that differ between people', () => {
      const pages = outcomes.map(({ later }) => later[0]!.map(({ id }) => id).join(' '));
      expect(new Set(pages).size).toBeGreaterThan(people / 2);
    });
  });
}

/** Items of each maker that has enough of them, in a fixed order. */
async function readGroups({ database }: LiveModel): Promise<number[][]> {
  const { rows } = await database.query<{ ids: string[] }>(
    `select array_agg(id order by id) as ids from app.items where status = 'active' and maker_id is not null
     group by maker_id having count(*) >= $1 order by maker_id`,
    [2 * likesEach],
  );
  expect(rows.length).toBeGreaterThan(5);
  return rows.map(({ ids }) => ids.map(Number));
}

async function likeThenNope(
  { stack, version }: LiveModel,
  groups: number[][],
  seed: number,
): Promise<Outcome> {
  const random = createRandom(2026, seed);
  const group = Int32Array.from(groups[Math.floor(random() * groups.length)]!);
  shuffle(group, random);
  const person = await createPerson(stack, { adult: true });
  await person.decide([...group.subarray(0, likesEach)], 'like');

  const page = await person.requestPage();
  expect(page).toMatchObject({ model_version: version, degraded: [] });
  const countOf = (items: RecommendedItem[], maker: string) =>
    items.filter((item) => item.maker === maker).length;
  const noped = page.items.find(({ maker }) => maker !== null && countOf(page.items, maker) > 1);
  if (!noped) throw new Error(`no maker is repeated in the page of person ${seed}`);
  await person.decide([noped.id], 'nope');

  const later: RecommendedItem[][] = [];
  while (later.length < laterPages) {
    const { items } = await person.requestPage();
    later.push(items);
    // On to the next page: what is at the top has been dealt with.
    if (later.length < laterPages)
      await person.decide(
        items.slice(0, 3).map(({ id }) => id),
        'like',
      );
  }
  const maker = noped.maker!;
  return {
    nopedId: noped.id,
    before: (countOf(page.items, maker) - 1) / (page.items.length - 1),
    after: countOf(later[0]!, maker) / later[0]!.length,
    later,
  };
}
