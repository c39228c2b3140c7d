import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ItemFilters } from '../../shared/contracts/item-filters.ts';
import { pageItemSchema } from '../../supabase/functions/_lib/rpc/find-page-items.ts';
import { pageContextSchema } from '../../supabase/functions/_lib/rpc/open-page.ts';
import { buildTestArtifact, type TestArtifact } from './support/build-test-artifact.ts';
import { callFunction } from './support/call-function.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';
import { seedCatalogue, unitVector } from './support/seed-catalogue.ts';

// Makers A and B, series S on 1 and 2, performers Ann on 1 and 3, Bo on 3; tags Z and A on all, T on 1, 2 and 5, U on 5.
// Prices 100 to 500, none on 6; minutes 10 to 50, none on 6; released on the first to fifth of May, 6 unknown.
const itemCount = 6;
const describing = `
  insert into app.series (name) values ('Series S');
  insert into app.performers (name) values ('Ann Lake'), ('Bo Hill');
  insert into app.tags (name) values ('Tag T'), ('Tag U');
  update app.items set series_id = 1 where id in (1, 2);
  insert into app.item_performers values (1, 1), (3, 1), (3, 2);
  insert into app.item_tags select i, t.id from (values (1, 'Tag T'), (2, 'Tag T'), (5, 'Tag T'), (5, 'Tag U')) as v (i, name)
  inner join app.tags as t using (name);
  update app.items set price_yen = 100 * id, duration_minutes = 10 * id,
    released_at = timestamptz '2024-05-01' + make_interval(days => id::integer - 1) where id < 6;
  update app.items set price_yen = null, duration_minutes = null, released_at = null where id = 6`;

describe.each(postgresVersions)('on Postgres %i', (postgresVersion) => {
  let database: Database;
  let artifact: TestArtifact;
  let person: string;
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
    artifact = await buildTestArtifact();
    await seedCatalogue(database, { artifact, itemCount });
    await database.exec(describing);
  }, 120_000);
  afterAll(() => database.close());
  beforeEach(async () => {
    person = await createPerson(database, { adult: true });
  });

  const query = () => ({
    p_model_version: artifact.version,
    p_query: Array.from(unitVector(7)),
    p_temperature: 0.1,
    p_popularity_weight: 0.25,
  });

  /** External ids, ascending, of all that come; by popularity and by the model they are the same. */
  async function find(parameters: { p_filters?: ItemFilters; p_exclude?: number[]; p_limit?: number } = {}) {
    const ask = async (more: object) => {
      const rows = await callFunction(database, 'find_page_items', {
        ...{ p_person: person, p_limit: 100 },
        ...parameters,
        ...more,
      });
      return rows.map((row) => pageItemSchema.parse(row).item_id).sort((a, b) => a - b);
    };
    const found = await ask({});
    expect(await ask(query())).toEqual(found);
    return found;
  }

  test.each<[ItemFilters, number[]]>([
    [{}, [1, 2, 3, 4, 5, 6]],
    [{ include: { tags: ['Tag T'] } }, [1, 2, 5]],
    [{ include: { tags: ['Tag U', 'Tag T'] } }, [1, 2, 5]],
    [{ include: { tags: ['No such tag'] } }, []],
    // The seed gives items with an odd number maker B.
    [{ include: { makers: ['Maker B'] } }, [1, 3, 5]],
    [{ include: { makers: ['Maker B'], tags: ['Tag T'] } }, [1, 5]],
    [{ include: { series: ['Series S'] } }, [1, 2]],
    [{ include: { performers: ['Ann Lake', 'Bo Hill'] } }, [1, 3]],
    [{ exclude: { tags: ['Tag T'] } }, [3, 4, 6]],
    [{ exclude: { makers: ['Maker A'] } }, [1, 3, 5]],
    [{ exclude: { series: ['Series S'], performers: ['Bo Hill'] } }, [4, 5, 6]],
    [{ include: { tags: ['Tag T'] }, exclude: { performers: ['Ann Lake'] } }, [2, 5]],
    [{ price_yen: { min: 200, max: 400 } }, [2, 3, 4]],
    [{ duration_minutes: { min: 40 } }, [4, 5]],
    [{ duration_minutes: { max: 10 } }, [1]],
    [{ released_at: { min: '2024-05-02T00:00:00Z', max: '2024-05-03T00:00:00Z' } }, [2, 3]],
  ])('with %j come %j', async (p_filters, expected) => {
    expect(await find({ p_filters })).toEqual(expected);
  });

  test('leaves out what it is told to, and what the person excluded', async () => {
    expect(await find({ p_exclude: [2, 4] })).toEqual([1, 3, 5, 6]);
    const rows = await callFunction(database, 'set_exclusions', {
      p_person: person,
      p_exclusions: [
        { kind: 'tag', id: 4 },
        { kind: 'performer', id: 2 },
      ],
    });
    expect(rows).toMatchObject([
      {
        exclusions: [
          { kind: 'tag', id: 4, name: 'Tag U' },
          { kind: 'performer', id: 2, name: 'Bo Hill' },
        ],
      },
    ]);
    expect(await find()).toEqual([1, 2, 4, 6]);
    expect(await find({ p_exclude: [1], p_filters: { include: { tags: ['Tag T'] } } })).toEqual([2]);
    await callFunction(database, 'set_exclusions', {
      p_person: person,
      p_exclusions: [{ kind: 'maker', id: 1 }],
    });
    expect(await find()).toEqual([1, 3, 5]);
    // Somebody else sees all.
    person = await createPerson(database, { adult: true });
    expect(await find()).toHaveLength(6);
  });

  test('refuses an exclusion of nothing, and keeps those that were there', async () => {
    const set = (p_exclusions: object[]) =>
      callFunction(database, 'set_exclusions', { p_person: person, p_exclusions });
    await set([{ kind: 'tag', id: 3 }]);
    await expect(set([{ kind: 'maker', id: 99 }])).rejects.toMatchObject({
      code: 'PT400',
      message: 'UNKNOWN_ID: exclusions',
    });
    expect(await find()).toEqual([3, 4, 6]);
    expect(await set([])).toMatchObject([{ exclusions: [] }]);
    expect(await find()).toHaveLength(6);
  });

  test('fills as many rows as are asked for whenever so many are left', async () => {
    expect(await find({ p_limit: 2, p_filters: { include: { tags: ['Tag T'] } }, p_exclude: [1] })).toEqual([
      2, 5,
    ]);
  });

  test('counts what came out within thirty days as fresh, a fifth of the rows at most', async () => {
    await database.exec(`update app.items set released_at = now() - interval '1 day' where id in (1, 2)`);
    await database.exec(`update app.items set released_at = now() + interval '1 day' where id = 3`);
    try {
      const sources = async (p_limit: number) => {
        const rows = await callFunction(database, 'find_page_items', { p_person: person, p_limit });
        return rows.map((row) => pageItemSchema.parse(row)).map(({ item_id, source }) => [item_id, source]);
      };
      // By popularity 5 to 1, then 6; of the two new ones a limit of 5 takes one, and 5 rows in all.
      expect(await sources(5)).toEqual([
        [5, 'popular'],
        [4, 'popular'],
        [3, 'popular'],
        [2, 'popular'],
        [1, 'fresh'],
      ]);
      expect((await sources(10)).filter(([, source]) => source === 'fresh')).toEqual([
        [2, 'fresh'],
        [1, 'fresh'],
      ]);
    } finally {
      await database.exec(`update app.items set released_at = '2024-05-01' where id in (1, 2, 3)`);
    }
  });

  test('open_page tells the last ten likes, newest first', async () => {
    for (const [minute, item] of [3, 1, 5].entries()) {
      await database.query(
        `insert into app.decisions (person_id, item_id, decision, decided_at)
         values ($1, $2, $3, timestamptz '2026-11-01' + make_interval(mins => $4))`,
        [person, item, item === 5 ? 'nope' : 'like', minute],
      );
    }
    const [row] = await callFunction(database, 'open_page', { p_person: person });
    expect(pageContextSchema.parse(row)).toMatchObject({
      like_count: 2,
      recent_likes: [
        {
          ...{ item_id: 1, title: 'Title 1', maker: 'Maker B', series: 'Series S' },
          ...{ performers: ['Ann Lake'], tags: ['Tag A', 'Tag T', 'Tag Z'] },
        },
        { item_id: 3, series: null, performers: ['Ann Lake', 'Bo Hill'] },
      ],
    });
  });
});
