import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FoundRow, foundRowSchema } from '../../supabase/functions/_lib/rpc/find-items.ts';
import { buildTestArtifact, type TestArtifact } from './support/build-test-artifact.ts';
import { callFunction } from './support/call-function.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';

// Ten items, of which the first six have a vector: see vectorsSql.
const catalogueSql = `
  insert into app.makers (name) values ('Maker North'), ('Maker South');
  insert into app.series (name) values ('夏の旅');
  insert into app.performers (name) values ('Hana Mori'), ('佐藤ハナ');
  insert into app.tags (name) values ('Mystery'), ('温泉'), ('Travel'), ('ミステリー');
  insert into app.items (source, external_id, title, maker_id, series_id, released_at)
  select 'test', 'x' || n, 'Title ' || n, 1 + n % 2, case when n = 3 then 1 end,
    -- 10 is not out yet, 9 says nothing of it; 4 and 5 came out at one time.
    case when n = 10 then now() + interval '1 day' when n < 9 then timestamptz '2026-01-01' + make_interval(days => least(n, 4)) end
  from generate_series(1, 10) as n;
  insert into app.item_tags values (1, 1), (1, 3), (2, 1), (3, 2), (4, 4), (5, 1), (5, 3);
  insert into app.item_performers values (1, 1), (3, 2), (6, 1);`;

// Unit vectors in the plane of the first two axes; the inner product with that of item 1 is the cosine: 1, .8, .6, 0, -1.
const vectorsSql = (version: string) => `
  create table app.item_vectors_test partition of app.item_vectors for values in ('${version}');
  insert into app.item_vectors
  select '${version}', v.id, e.e, e.e
  from (values (1, 1, 0), (2, 0.6, 0.8), (3, 0.8, 0.6), (4, 0, 1), (5, -1, 0), (6, 0.6, -0.8)) as v (id, x, y),
    lateral (select (array[v.x, v.y] || array_fill(0::numeric, array[766]))::real[]::extensions.halfvec(768) as e) as e;`;

describe.each(postgresVersions)('on Postgres %i', (postgresVersion) => {
  let database: Database;
  let artifact: TestArtifact;
  let person: string;
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
    artifact = await buildTestArtifact();
    const { version, manifest, manifestSha256 } = artifact;
    await database.exec(catalogueSql);
    await database.query('insert into app.models (version, manifest, manifest_sha256) values ($1, $2, $3)', [
      version,
      JSON.stringify({ ...manifest, itemCount: 6 }),
      manifestSha256,
    ]);
    await database.exec(vectorsSql(version));
    await database.query("select app.move_model($1, 'active', 'test', 'test')", [version]);
    await database.exec(
      `update app.item_popularity set decayed_likes = case when item_id < 4 then 0.1 else item_id end`,
    );
  }, 120_000);
  afterAll(() => database?.close());
  beforeEach(async () => {
    person = await createPerson(database, { adult: true });
  });

  async function find(by: string, parameters: Record<string, unknown> = {}): Promise<FoundRow[]> {
    const given = { p_person: person, p_by: by, p_limit: 101, ...parameters };
    const rows = await callFunction(database, 'look_up_items', given);
    return rows.map((row) => foundRowSchema.parse(row));
  }
  async function idsOf(by: string, parameters: Record<string, unknown> = {}): Promise<number[]> {
    return (await find(by, parameters)).map(({ item_id }) => item_id);
  }
  const search = (query: string) => idsOf('search', { p_query: query });
  const decide = (item: number, kind = 'like', at = '2026-11-01') =>
    database.query('insert into app.decisions values ($1, $2, $3::app.decision_kind, $4)', [
      person,
      item,
      kind,
      at,
    ]);

  test('similar: by the vectors, what has none last, ties by id', async () => {
    const rows = await find('similar', { p_item: 1 });
    // .8, then .6 twice, 0, -1; items without a vector count as -1 too.
    expect(rows.map(({ item_id }) => item_id)).toEqual([3, 2, 6, 4, 5, 7, 8, 9, 10]);
    const scores = rows.slice(0, 6).map(({ score }) => score);
    for (const [index, score] of [0.8, 0.6, 0.6, 0, -1, -1].entries())
      expect(scores[index]).toBeCloseTo(score, 3);
    expect(rows[0]).toMatchObject({ vector_version: artifact.version, active_version: artifact.version });
  });

  test('similar: an item without a vector is compared by its names', async () => {
    // 8 has a maker only, North, as have all even ones: share 1 of 1.
    const rows = await find('similar', { p_item: 8 });
    expect(rows.map(({ item_id, score }) => [item_id, score])).toEqual([
      ...[2, 4, 6, 10].map((id) => [id, 1]),
      ...[1, 3, 5, 7, 9].map((id) => [id, 0]),
    ]);
    expect(rows[0]).toMatchObject({ vector_version: null, active_version: artifact.version });
  });

  test('similar: without a model, by the share of tags, performers, maker and series', async () => {
    await database.exec('delete from app.deployments');
    try {
      const rows = await find('similar', { p_item: 1 });
      // Item 1: Mystery, Travel, Hana Mori, South. 5 shares three of the four, the others what the comment says.
      expect(rows.map(({ item_id, score }) => [item_id, score])).toEqual([
        [5, 0.75],
        [2, 0.25], // Mystery
        [3, 0.25], // South
        [6, 0.25], // Hana Mori
        [7, 0.25],
        [9, 0.25],
        [4, 0],
        [8, 0],
        [10, 0],
      ]);
      expect(rows[0]).toMatchObject({ vector_version: null, active_version: null });
    } finally {
      await database.query(`insert into app.deployments (slot, model_version) values ('active', $1)`, [
        artifact.version,
      ]);
    }
  });

  test('similar: an item that is not there, or hidden, is not found; a cursor of a gone version has expired', async () => {
    await expect(find('similar', { p_item: 99 })).rejects.toMatchObject({
      code: 'PT404',
      message: 'NOT_FOUND',
    });
    const after = { p_item: 1, p_after_score: 1, p_after_item: 1, p_vector_version: 'gone' };
    await expect(find('similar', after)).rejects.toMatchObject({ code: 'PT400', message: 'CURSOR_EXPIRED' });
    await database.exec(`update app.items set status = 'hidden' where id = 1`);
    try {
      await expect(find('similar', { p_item: 1 })).rejects.toMatchObject({ message: 'NOT_FOUND' });
    } finally {
      await database.exec(`update app.items set status = 'active' where id = 1`);
    }
  });

  test('popular: by decayed likes, ties by id', async () => {
    expect(await idsOf('popular')).toEqual([10, 9, 8, 7, 6, 5, 4, 1, 2, 3]);
  });

  test('latest: what is out, newest first, ties by id', async () => {
    // 4 to 8 came out on the fifth of January, 3, 2 and 1 before.
    expect(await idsOf('latest')).toEqual([4, 5, 6, 7, 8, 3, 2, 1]);
  });

  test('trending: likes of the window against those of the one before, up to the newest like', async () => {
    const likes = (item: number, count: number, at: string) =>
      database.query(
        `insert into app.imported_decisions
         select 'trend', $1::bigint || ' ' || $3::text || n, $1, 'like', $3::timestamptz from generate_series(1, $2) as n`,
        [item, count, at],
      );
    // Windows of seven days end with the newest like, on the 20th: 13 to 20 and 6 to 13.
    await likes(2, 5, '2026-06-20');
    await likes(3, 5, '2026-06-14');
    await likes(3, 5, '2026-06-12');
    await likes(4, 10, '2026-06-12');
    await likes(5, 50, '2026-06-01');
    try {
      // 2: ln(10 / 5); 3: ln(10 / 10); 4: ln(5 / 15); 5 is too long ago.
      const rows = await find('trending');
      expect(rows.map(({ item_id }) => item_id)).toEqual([2, 1, 3, 5, 6, 7, 8, 9, 10, 4]);
      expect(rows[0]!.score).toBeCloseTo(Math.log(2), 12);
      expect(rows[1]!.score).toBe(0);
      expect(rows.at(-1)!.score).toBeCloseTo(Math.log(1 / 3), 12);
      // Windows of ten days: 3 has ten likes in the last one, 4 too, 5 its fifty in the one before.
      const wide = await find('trending', { p_window_days: 10 });
      expect(wide.slice(0, 3).map(({ item_id }) => item_id)).toEqual([3, 4, 2]);
      expect(wide.at(-1)).toMatchObject({ item_id: 5 });
      expect(wide[0]!.score).toBeCloseTo(Math.log(3), 12);
    } finally {
      await database.exec(`delete from app.imported_decisions where source = 'trend'`);
    }
  });

  test.each([
    ['a title', 'title 7', [7]],
    ['full-width letters', 'ＴＩＴＬＥ　７', [7]],
    ['a maker', 'maker north', [2, 4, 6, 8, 10]],
    ['a performer, and a word of the title', 'hana 6', [6]],
    ['a series', '夏の旅', [3]],
    ['a tag of two characters', '温泉', [3]],
    ['a single character', '泉', [3]],
    ['half-width katakana', 'ﾐｽﾃﾘｰ', [4]],
    ['hiragana for katakana', 'みすてりー', [4]],
    ['katakana in a name, with hiragana', '佐藤はな', [3]],
    ['a slip of typing', 'mistery', [1, 2, 5]],
    ['two slips of typing', 'mistery travl', [1, 5]],
    ['a slip in Japanese', 'ミステリイ', [4]],
    ['what nothing has', 'zebra', []],
    ['one word of two that nothing has', 'mystery zebra', []],
    ['what looks like a pattern', '%', []],
    ['what looks like another', '_i', []],
    ['a slip in a word of two letters', 'xy', []],
  ])('search: %s', async (_what, query, ids) => {
    expect(await search(query)).toEqual(ids);
  });

  test('search: a word in the title before one elsewhere, both before one that is only similar', async () => {
    await database.exec(
      `update app.items set title = 'A mystery' where id = 5; update app.items set title = 'mystory' where id = 6`,
    );
    try {
      const rows = await find('search', { p_query: 'mystery' });
      expect(rows.map(({ item_id }) => item_id)).toEqual([5, 1, 2, 6]);
      expect(rows.slice(0, 3).map(({ score }) => score)).toEqual([1, 0.9, 0.9]);
      // "  m", " my", "mys" and "yst" of the eight trigrams of mystery; the extent may not grow beyond them: 4 / 8.
      expect(rows[3]!.score).toBeCloseTo(0.8 * 0.5, 5);
    } finally {
      await database.exec(`update app.items set title = 'Title ' || id`);
    }
  });

  test('search: a backslash is one letter of many', async () => {
    await database.exec(`update app.items set title = '10\\ off' where id = 9`);
    try {
      expect(await search('0\\')).toEqual([9]);
    } finally {
      await database.exec(`update app.items set title = 'Title 9' where id = 9`);
    }
  });

  test('search: follows every change of what it reads', async () => {
    const steps: [change: string, query: string, ids: number[], undo: string][] = [
      [
        `update app.tags set name = 'Seaside' where id = 2`,
        'seaside',
        [3],
        `update app.tags set name = '温泉' where id = 2`,
      ],
      [
        `update app.makers set name = 'Quince' where id = 1`,
        'quince',
        [2, 4, 6, 8, 10],
        `update app.makers set name = 'Maker North' where id = 1`,
      ],
      [
        `update app.series set name = 'Winter' where id = 1`,
        'winter',
        [3],
        `update app.series set name = '夏の旅' where id = 1`,
      ],
      [
        `update app.performers set name = 'Yuki' where id = 1`,
        'yuki',
        [1, 6],
        `update app.performers set name = 'Hana Mori' where id = 1`,
      ],
      [
        `update app.items set title = 'Orchid' where id = 9`,
        'orchid',
        [9],
        `update app.items set title = 'Title 9' where id = 9`,
      ],
      [
        `update app.items set series_id = 1 where id = 9`,
        '夏の旅',
        [3, 9],
        `update app.items set series_id = null where id = 9`,
      ],
      [
        `insert into app.item_tags values (9, 2)`,
        '温泉',
        [3, 9],
        `delete from app.item_tags where item_id = 9`,
      ],
      [
        `insert into app.item_performers values (9, 2)`,
        '佐藤',
        [3, 9],
        `delete from app.item_performers where item_id = 9`,
      ],
      [
        `insert into app.sources (name) values ('second');
         insert into app.item_sources (source, external_id, item_id, record, record_sha256)
         values ('second', 's', 9, '{"title": "The English Name"}', repeat('0', 64))`,
        'english',
        [9],
        `delete from app.item_sources where source = 'second'; delete from app.sources where name = 'second'`,
      ],
    ];
    for (const [change, query, ids, undo] of steps) {
      const before = await search(query);
      expect(before, change).not.toEqual(ids);
      await database.exec(change);
      expect(await search(query), change).toEqual(ids);
      await database.exec(undo);
      expect(await search(query), undo).toEqual(before);
    }
    await database.exec(
      `insert into app.tag_groups (name, show) values ('G', true); update app.tags set group_id = 1 where id = 2`,
    );
    expect(await search('温泉')).toEqual([3]);
    await database.exec(`update app.tag_groups set show = false`);
    expect(await search('温泉')).toEqual([]);
    await database.exec(`delete from app.tag_groups`);
    expect(await search('温泉')).toEqual([3]);
  });

  const ways: [by: string, parameters: Record<string, unknown>, eligible: number][] = [
    ['similar', { p_item: 4 }, 9],
    ['similar', { p_item: 8 }, 9],
    ['popular', {}, 10],
    ['trending', {}, 10],
    ['latest', {}, 8],
    ['search', { p_query: 'title' }, 10],
  ];

  test.each(ways)(
    '%s %j: pages of any size are the whole list, once each',
    async (by, parameters, eligible) => {
      await decide(7, 'like', '2026-11-02');
      const whole = await idsOf(by, { ...parameters, p_include_seen: true });
      expect(whole).toHaveLength(eligible);
      for (const size of [1, 2, 3, 7]) {
        const paged: number[] = [];
        let after = {};
        for (let rows: FoundRow[] | null = null; rows === null || rows.length > 0; ) {
          rows = await find(by, { ...parameters, p_include_seen: true, p_limit: size, ...after });
          paged.push(...rows.map(({ item_id }) => item_id));
          const last = rows.at(-1);
          // Through JSON, as a cursor goes.
          if (last)
            after = JSON.parse(
              JSON.stringify({
                p_after_score: last.score,
                p_after_item: last.item_id,
                p_as_of: last.as_of,
                p_vector_version: last.vector_version,
              }),
            );
        }
        expect(paged, `size ${size}`).toEqual(whole);
      }
    },
  );

  test.each(ways)(
    '%s %j: never what is seen, excluded or hidden, and yet as many as asked for',
    async (by, parameters, eligible) => {
      await decide(1, 'like');
      await decide(2, 'nope');
      // Tag 2 hides item 3, performer 1 items 1 and 6.
      const exclusions = [
        { kind: 'tag', id: 2 },
        { kind: 'performer', id: 1 },
      ];
      await callFunction(database, 'set_exclusions', {
        p_person: person,
        p_exclusions: JSON.stringify(exclusions),
      });
      await database.exec(`update app.items set status = 'hidden' where id = 5`);
      try {
        const left = eligible - 5;
        const ids = await idsOf(by, { ...parameters, p_limit: left });
        expect(ids).toHaveLength(left);
        for (const id of [1, 2, 3, 5, 6]) expect(ids).not.toContain(id);
        const withSeen = await idsOf(by, { ...parameters, p_include_seen: true });
        expect(withSeen).toHaveLength(left + 1);
        expect(withSeen).toContain(2);
      } finally {
        await database.exec(`update app.items set status = 'active' where id = 5`);
      }
    },
  );

  test('personal: the mean inner product with what the person liked last', async () => {
    await decide(1, 'like');
    await decide(4, 'like');
    await decide(5, 'nope');
    const rows = await find('popular', { p_personal: true });
    const similarity = new Map(rows.map((row) => [row.item_id, row.personal_similarity]));
    // Liked (1, 0) and (0, 1): their mean is (.5, .5).
    expect(similarity.get(3)).toBeCloseTo(0.7, 3);
    expect(similarity.get(6)).toBeCloseTo(-0.1, 3);
    expect(similarity.get(10)).toBeNull();
    expect((await find('popular'))[0]).toMatchObject({ personal_similarity: null });
    // Nor for who wants no personal pages.
    await callFunction(database, 'set_personalisation', { p_person: person, p_on: false });
    const plain = await find('popular', { p_personal: true });
    expect(plain.every(({ personal_similarity }) => personal_similarity === null)).toBe(true);
  });

  test.each([
    ['PT400', 'INVALID_REQUEST: p_limit must be between 1 and 101', 'popular', { p_limit: 102 }],
    ['PT400', 'INVALID_REQUEST: p_by is none of similar, popular, trending, latest and search', 'oldest', {}],
  ])('find_items raises %s %s', async (code, message, by, parameters) => {
    await expect(find(by, parameters)).rejects.toMatchObject({ code, message });
  });

  test('find_items refuses a person who is not confirmed to be an adult', async () => {
    person = await createPerson(database, { adult: false });
    await expect(find('popular')).rejects.toMatchObject({ code: 'PT403' });
  });
});
