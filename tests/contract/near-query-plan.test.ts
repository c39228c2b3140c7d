import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildTestArtifact, type TestArtifact } from './support/build-test-artifact.ts';
import { callFunction } from './support/call-function.ts';
import type { Database } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';

const itemCount = 3000;

// 20 clusters of items, because an index of random vectors has nothing to find. The partition gets the index that the
// publish job builds, only coarser: it is built in a second instead of a minute.
const fillPartition = (version: string) => `
  insert into app.items (source, external_id, title)
  select 'test', 'x' || n, '' from generate_series(1, ${itemCount}) as n;
  create table app.item_vectors_test partition of app.item_vectors for values in ('${version}');
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
  select '${version}', n, v, v from vectors;
  create index on app.item_vectors_test using hnsw (embedding extensions.halfvec_ip_ops)
  with (m = 4, ef_construction = 8);
`;

describe('the near query of find_page_items', () => {
  let database: Database;
  let artifact: TestArtifact;
  let person: string;
  let query: string;
  beforeAll(async () => {
    database = await openDatabase(18);
    artifact = await buildTestArtifact();
    await database.query('insert into app.models (version, manifest, manifest_sha256) values ($1, $2, $3)', [
      artifact.version,
      JSON.stringify(artifact.manifest),
      artifact.manifestSha256,
    ]);
    await database.exec(fillPartition(artifact.version));
    person = await createPerson(database, { adult: true });
    // Seen: the 30 nearest by cluster, so that the scan has to go past them.
    await database.query(
      `insert into app.decisions (person_id, item_id, decision, decided_at)
       select $1, n * 20, 'like', now() from generate_series(1, 30) as n`,
      [person],
    );
    await database.exec('analyze app.items; analyze app.item_vectors_test; analyze app.decisions');
    const { rows } = await database.query<{ query: string }>(
      'select embedding::text as query from app.item_vectors where item_id = 20',
    );
    query = rows[0]!.query;
  }, 120_000);
  afterAll(() => database.close());

  test('uses the index of the version’s partition', async () => {
    const { rows: functions } = await database.query<{ body: string }>(
      `select prosrc as body from pg_proc where proname = 'find_page_items'`,
    );
    const near = /-- near\n([\s\S]*?)-- end of near/.exec(functions[0]!.body)![1]!;
    const statement = near
      .replaceAll('v_query', `'${query}'::extensions.halfvec(768)`)
      .replaceAll('p_model_version', `'${artifact.version}'`)
      .replaceAll('p_person', `'${person}'::uuid`)
      .replaceAll('v_passing', 'null::bigint[]')
      .replaceAll('v_hidden', "'{5,6}'::bigint[]")
      .replaceAll('p_limit', '200');
    const { rows } = await database.query<{ 'QUERY PLAN': string }>(`explain ${statement}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Index Scan using item_vectors_test_embedding_idx');
    expect(plan).not.toContain('Sort');
  });

  test('returns as many rows as asked for, past the seen ones, nearest first', async () => {
    const rows = (await callFunction(database, 'find_page_items', {
      p_person: person,
      p_limit: 200,
      p_model_version: artifact.version,
      p_query: JSON.parse(query),
      p_temperature: 0.1,
      p_popularity_weight: 0,
    })) as { item_id: number; similarity: number }[];
    expect(rows).toHaveLength(200);
    // So coarse an index may miss a near item; it may not return a seen one or a wrong order.
    expect(rows.filter(({ item_id }) => item_id % 20 === 0 && item_id <= 600)).toEqual([]);
    const similarities = rows.map(({ similarity }) => similarity);
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
  });
});
