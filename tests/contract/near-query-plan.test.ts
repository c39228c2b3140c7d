import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prefixWidth } from '../../batch/publish/choose-index-width.ts';
import { createVectorIndex } from '../../batch/publish/create-vector-index.ts';
import { buildTestArtifact } from './support/build-test-artifact.ts';
import { callFunction } from './support/call-function.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { createNearTwin } from './support/create-near-twin.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';

const itemCount = 1000;

// 20 clusters of items, because an index of random vectors has nothing to find: item n is in cluster n % 20. One version
// has the index that the publish job builds, one that of the releases before, only coarser and so built in a second
// instead of a minute, one none.
const fill = `
  insert into app.items (source, external_id, title)
  select 'test', 'x' || n, '' from generate_series(1, ${itemCount}) as n;
  create table app.item_vectors_prefix partition of app.item_vectors for values in ('prefix');
  create table app.item_vectors_whole partition of app.item_vectors for values in ('whole');
  create table app.item_vectors_none partition of app.item_vectors for values in ('none');
  select setseed(0.5);
  with centres as (
    select c, array_agg(random() - 0.5) as centre
    from generate_series(0, 19) as c cross join generate_series(1, 768) group by c
  ),
  vectors as (
    select n, extensions.l2_normalize((
      -- The reference to n has every item draw its own noise.
      select array_agg((x + 0.3 * (random() - 0.5) + n * 0)::real) from unnest(centre) as x
    )::extensions.halfvec(768)) as v
    from generate_series(1, ${itemCount}) as n inner join centres on c = n % 20
  )
  insert into app.item_vectors (model_version, item_id, embedding, history_input)
  select version, n, v, v from vectors cross join unnest(array['prefix', 'whole', 'none']) as version;
  create index near_whole on app.item_vectors_whole using hnsw (embedding extensions.halfvec_ip_ops)
  with (m = 4, ef_construction = 8);
  analyze app.items; analyze app.item_vectors_prefix; analyze app.item_vectors_whole; analyze app.item_vectors_none`;

describe.each(postgresVersions)('what is near, on Postgres %i', (postgresVersion) => {
  let database: Database;
  let person: string;
  let query: string;
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
    for (const version of ['prefix', 'whole', 'none']) {
      const { manifest, manifestSha256 } = await buildTestArtifact({ version });
      await database.query(
        'insert into app.models (version, manifest, manifest_sha256) values ($1, $2, $3)',
        [version, JSON.stringify({ ...manifest, itemCount }), manifestSha256],
      );
    }
    await database.exec(fill);
    await createVectorIndex(database, {
      partition: 'item_vectors_prefix',
      width: prefixWidth,
      vectors: { dim: 768, itemIds: [...Array(itemCount).keys()] },
    });
    const { rows } = await database.query<{ query: string }>(
      `select embedding::text as query from app.item_vectors where model_version = 'none' and item_id = 20`,
    );
    query = rows[0]!.query;
    // An index scan that soon gives up, for few items are enough to see what happens then; and the same without what
    // makes up for it.
    const bounds: [string, string][] = [
      ['app.exact_scan_bound(p_version)', '50'],
      [`'hnsw.max_scan_tuples', '20000'`, `'hnsw.max_scan_tuples', '100'`],
      ['greatest(100, least(case v_width when 256 then 1 else 2 end * p_limit, 1000))::text', `'20'`],
      // So few rows would be sorted: the index is for more.
      [`TO 'force_custom_plan'`, `TO 'force_custom_plan' SET enable_sort TO off SET enable_seqscan TO off`],
    ];
    await createNearTwin(database, { name: 'find_near_soon', replace: bounds });
    await createNearTwin(database, {
      name: 'find_near_by_index',
      replace: [...bounds, ['if cardinality(v_near) = v_wanted then', 'if v_width is not null then']],
    });
  }, 240_000);
  afterAll(() => database?.close());
  beforeEach(async () => {
    person = await createPerson(database, { adult: true });
  });

  const decideOn = (condition: string) =>
    database.query(
      `insert into app.decisions (person_id, item_id, decision, decided_at)
       select $1, n, 'like', now() from generate_series(1, ${itemCount}) as n where ${condition}`,
      [person],
    );

  interface Question {
    version: string;
    limit: number;
    passing?: number[] | null;
    hidden?: number[];
    by?: string;
  }

  async function near({
    version,
    limit,
    passing = null,
    hidden = [],
    by = 'find_near_page_items',
  }: Question) {
    const { rows } = await database.query<{ ids: number[] }>(
      `select app.${by}($1, $2, $3::extensions.halfvec, $4::bigint[], $5::bigint[], $6) as ids`,
      [person, version, query, passing, hidden, limit],
    );
    return rows[0]!.ids.map(Number);
  }

  /** All items by inner product, largest first, ties by id. */
  async function byInnerProduct(): Promise<number[]> {
    const { rows } = await database.query<{ item_id: number }>(
      `select item_id from app.item_vectors where model_version = 'none'
       order by (embedding operator(extensions.<#>) $1::extensions.halfvec) + 0, item_id`,
      [query],
    );
    return rows.map(({ item_id }) => Number(item_id));
  }

  test.each([
    ['prefix', 'near by prefix', 'Index Scan using item_vectors_prefix_subvector_idx on item_vectors_prefix'],
    ['whole', 'near by the whole', 'Index Scan using near_whole on item_vectors_whole'],
  ])('the query of version %s runs on its index', async (version, marker, scan) => {
    await decideOn('n % 20 = 0 and n <= 600');
    await database.exec('analyze app.decisions');
    const { rows: functions } = await database.query<{ body: string }>(
      `select prosrc as body from pg_proc where proname = 'find_near_page_items'`,
    );
    const part = new RegExp(`-- ${marker}\n([\\s\\S]*?)-- end of near`).exec(functions[0]!.body)![1]!;
    for (const [passing, hidden] of [
      ['null::bigint[]', "'{5,6}'::bigint[]"],
      [`'{${Array.from({ length: itemCount / 2 }, (_, n) => 2 * n + 1)}}'::bigint[]`, "'{}'::bigint[]"],
    ] as const) {
      const statement = part
        .replaceAll('v_query', `'${query}'::extensions.halfvec(768)`)
        .replaceAll(
          'v_prefix',
          `extensions.subvector('${query}'::extensions.halfvec(768), 1, 256)::extensions.halfvec(256)`,
        )
        .replaceAll('p_version', `'${version}'`)
        .replaceAll('p_person', `'${person}'::uuid`)
        .replaceAll('p_passing', passing)
        .replaceAll('p_hidden', hidden)
        .replaceAll('v_wanted', '50');
      const { rows } = await database.query<{ 'QUERY PLAN': string }>(`explain ${statement}`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain(scan);
      expect(plan).not.toContain('Sort');
    }
  });

  test('a version’s index is known by its width', async () => {
    const { rows } = await database.query(
      `select app.near_index_width('prefix') as prefix, app.near_index_width('whole') as whole,
         app.near_index_width('none') as none, app.near_index_width('unknown') as unknown`,
    );
    expect(rows).toEqual([{ prefix: 256, whole: 768, none: null, unknown: null }]);
  });

  test('few that pass are those up to 40 times the square root of all, and never more than 20,000', async () => {
    const bounds: unknown[] = [];
    for (const items of [400, 10_000, 1_000_000]) {
      const version = `of-${items}`;
      const { manifest, manifestSha256 } = await buildTestArtifact({ version });
      await database.query(
        'insert into app.models (version, manifest, manifest_sha256) values ($1, $2, $3)',
        [version, JSON.stringify({ ...manifest, itemCount: items }), manifestSha256],
      );
      const { rows } = await database.query<{ bound: number }>('select app.exact_scan_bound($1) as bound', [
        version,
      ]);
      bounds.push(rows[0]!.bound);
    }
    // 40 * 20, 40 * 100, and 40 * 1,000 cut off.
    expect(bounds).toEqual([800, 4000, 20_000]);
  });

  test.each(['prefix', 'whole', 'none'])(
    'version %s gives as many as asked for, past the seen ones, nearest first',
    async (version) => {
      await decideOn('n % 20 = 0 and n <= 600');
      const rows = (await callFunction(database, 'find_page_items', {
        p_person: person,
        p_limit: 200,
        p_model_version: version,
        p_query: JSON.parse(query),
        p_temperature: 0.1,
        p_popularity_weight: 0,
      })) as { item_id: number; similarity: number }[];
      expect(rows).toHaveLength(200);
      // So coarse an index may miss a near item; it may not return a seen one or a wrong order.
      expect(rows.filter(({ item_id }) => item_id % 20 === 0 && item_id <= 600)).toEqual([]);
      const similarities = rows.map(({ similarity }) => similarity);
      expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
    },
  );

  test('the prefix finds candidates, the whole says in which order they come', async () => {
    const found = await near({ version: 'prefix', limit: 25 });
    const order = await byInnerProduct();
    expect(found).toEqual(found.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    // The query is item 20, one of the 50 of cluster 0: those are nearer than all others by the prefix, too.
    expect(found[0]).toBe(20);
    expect(found.filter((id) => id % 20 !== 0)).toEqual([]);
  });

  test.each(['prefix', 'whole', 'none'])(
    'with version %s few that pass are compared one by one, whatever the index finds',
    async (version) => {
      // 20 of the cluster of the query and 30 of another: fifty, of which 30 are asked for.
      const passing = Array.from({ length: 50 }, (_, n) => (n < 20 ? 20 * (n + 1) : 20 * n + 7));
      const wanted = (await byInnerProduct()).filter((id) => passing.includes(id)).slice(0, 30);
      expect(await near({ version, limit: 30, passing })).toEqual(wanted);
    },
  );

  describe.each(['prefix', 'whole'])('where the index of version %s gives up', (version) => {
    test('a filter that lets only far ones pass still gets as many as asked for, the nearest of them', async () => {
      // The farther half of all: the scan gives up after a hundred of the nearer one.
      const passing = (await byInnerProduct()).slice(itemCount / 2);
      const question = { version, limit: 200, passing };
      expect((await near({ ...question, by: 'find_near_by_index' })).length).toBeLessThan(200);
      expect(await near({ ...question, by: 'find_near_soon' })).toEqual(passing.slice(0, 200));
    });

    test('somebody who decided on nearly everything gets what is left', async () => {
      await decideOn('n % 100 <> 7');
      // 7, 107, ... 907: ten, of which two are hidden. All are asked for, and more.
      const question = { version, limit: 30, hidden: [107, 907] };
      const left = (await byInnerProduct()).filter((id) => id % 100 === 7 && id !== 107 && id !== 907);
      expect(left).toHaveLength(8);
      expect(await near({ ...question, by: 'find_near_soon' })).toEqual(left);
      expect(await near(question)).toEqual(left);
    });
  });
});
