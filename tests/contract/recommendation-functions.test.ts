import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as enums from '../../shared/contracts/enums.ts';
import { poolWeights } from '../../shared/features/pool-weights.ts';
import { type PageItem, pageItemSchema } from '../../supabase/functions/_lib/rpc/find-page-items.ts';
import { pageContextSchema } from '../../supabase/functions/_lib/rpc/open-page.ts';
import { buildTestArtifact, type TestArtifact } from './support/build-test-artifact.ts';
import { callFunction } from './support/call-function.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { maxAbsDifference } from './support/max-abs-difference.ts';
import { openDatabase } from './support/open-database.ts';
import { type SeededItem, seedCatalogue, unitVector, vectorWidth } from './support/seed-catalogue.ts';

const itemCount = 40;
// Half precision keeps 11 bits: entries of a unit vector of this width are off by 2e-5 at most, their sums by less
// than this.
const tolerance = 2e-3;

describe.each(postgresVersions)('on Postgres %i', (postgresVersion) => {
  let database: Database;
  let artifact: TestArtifact;
  let items: SeededItem[];
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
    artifact = await buildTestArtifact();
    items = await seedCatalogue(database, { artifact, itemCount });
  }, 120_000);
  afterAll(() => database.close());

  /** Decisions in the order given, one a minute. */
  async function decide(person: string, decisions: [item: SeededItem, kind: enums.DecisionKind][]) {
    for (const [minute, [item, kind]] of decisions.entries()) {
      await database.query(
        `insert into app.decisions (person_id, item_id, decision, decided_at)
         values ($1, $2, $3, timestamptz '2026-11-01' + make_interval(mins => $4))`,
        [person, item.id, kind, minute],
      );
    }
  }

  async function retrieve(person: string, parameters: Record<string, unknown>): Promise<PageItem[]> {
    const rows = await callFunction(database, 'find_page_items', { p_person: person, ...parameters });
    return rows.map((row) => pageItemSchema.parse(row));
  }

  function personal(query: Float32Array, limit: number) {
    return {
      p_limit: limit,
      p_model_version: artifact.version,
      p_query: Array.from(query),
      p_temperature: 0.1,
      p_popularity_weight: 0.25,
    };
  }

  test.each([
    ['decision_kind', enums.decisionKinds],
    ['item_status', enums.itemStatuses],
    ['recommendation_source', enums.recommendationSources],
    ['deployment_slot', enums.deploymentSlots],
    ['hidden_reason', enums.hiddenReasons],
    ['term_kind', enums.termKinds],
    ['ranking_state', enums.rankingStates],
    ['job_status', enums.jobStatuses],
    ['exclusion_kind', enums.exclusionKinds],
    ['interaction_kind', enums.interactionKinds],
  ])('the type app.%s is the one in shared/contracts/enums.ts', async (name, values) => {
    const { rows } = await database.query<{ label: string }>(
      `select e.enumlabel as label from pg_enum as e where e.enumtypid = ('app.' || $1)::regtype order by e.enumsortorder`,
      [name],
    );
    expect(rows.map(({ label }) => label)).toEqual(values);
  });

  test('the types in app are those ten', async () => {
    const { rows } = await database.query(
      `select from pg_type where typtype = 'e' and typnamespace = 'app'::regnamespace`,
    );
    expect(rows).toHaveLength(10);
  });

  test('app.pool_history weighs as poolWeights() does, newest first and no more than the limit', async () => {
    const person = await createPerson(database, { adult: true });
    const liked = items.slice(0, 7);
    await decide(person, [...liked.map((item): [SeededItem, 'like'] => [item, 'like']), [items[8]!, 'nope']]);
    const { rows } = await database.query<{ pool: string }>(
      `select app.pool_history($1, $2, 'like', 5, 3)::text as pool`,
      [person, artifact.version],
    );
    // The five newest of seven, the newest first.
    const history = liked.slice(2).reverse();
    const weights = poolWeights(5, 3);
    const expected = new Float64Array(vectorWidth);
    for (const [age, { embedding }] of history.entries()) {
      for (let index = 0; index < vectorWidth; index++)
        expected[index]! += weights[age]! * embedding![index]!;
    }
    expect(maxAbsDifference(JSON.parse(rows[0]!.pool), expected)).toBeLessThan(tolerance);
  });

  test('open_page answers as the function expects', async () => {
    const person = await createPerson(database, { adult: true });
    await decide(person, [
      [items[0]!, 'like'],
      [items[1]!, 'nope'],
    ]);
    const [row] = await callFunction(database, 'open_page', { p_person: person });
    const context = pageContextSchema.parse(row);
    expect(context).toMatchObject({
      adult_confirmed: true,
      model_version: artifact.version,
      manifest_sha256: artifact.manifestSha256,
      like_count: 1,
      nope_count: 1,
      recent_nopes: [{ makerId: items[1]!.makerId, tags: ['Tag A', 'Tag Z'], age: 0 }],
    });
    // A single decision has weight 1.
    expect(maxAbsDifference(context.like_pool!, items[0]!.embedding!)).toBeLessThan(tolerance);
    expect(maxAbsDifference(context.recent_pool!, items[0]!.embedding!)).toBeLessThan(tolerance);
    expect(maxAbsDifference(context.nope_pool!, items[1]!.embedding!)).toBeLessThan(tolerance);
  });

  test('open_page has no pools for a person without decisions', async () => {
    const person = await createPerson(database, { adult: false });
    const [row] = await callFunction(database, 'open_page', { p_person: person });
    expect(pageContextSchema.parse(row)).toMatchObject({
      adult_confirmed: false,
      like_count: 0,
      like_pool: null,
      recent_pool: null,
      nope_pool: null,
      recent_nopes: [],
    });
  });

  test('open_page counts the age of a nope in decisions of either kind, up to 40', async () => {
    const person = await createPerson(database, { adult: true });
    // 40 decisions; nopes at the first, the second to last and the last: ages 39, 1 and 0.
    const decisions = items.map((item, index): [SeededItem, enums.DecisionKind] => {
      return [item, [0, 38, 39].includes(index) ? 'nope' : 'like'];
    });
    await decide(person, decisions);
    const [row] = await callFunction(database, 'open_page', { p_person: person });
    const { recent_nopes } = pageContextSchema.parse(row);
    expect(recent_nopes.map(({ age }) => age)).toEqual([0, 1, 39]);
  });

  test('find_page_items scores as the formula says, best first', async () => {
    const person = await createPerson(database, { adult: true });
    const query = unitVector(1000);
    const rows = await retrieve(person, personal(query, itemCount));
    expect(rows).toHaveLength(itemCount);
    for (const row of rows) {
      const { embedding, decayedLikes } = items.find(({ id }) => id === row.item_id)!;
      const similarity = embedding?.reduce((sum, value, index) => sum + value * query[index]!, 0) ?? 0;
      const logPopularity = Math.log(1 + (decayedLikes ?? 0));
      // Rounding is divided by the temperature as well.
      expect(Math.abs(row.score - (similarity / 0.1 + 0.25 * logPopularity))).toBeLessThan(tolerance / 0.1);
      expect(row.log_popularity).toBeCloseTo(logPopularity, 5);
      expect(row.similarity === null).toBe(embedding === null);
      expect(row.source).toBe(embedding === null ? 'popular' : 'personalised');
    }
    const scores = rows.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(rows[0]).toMatchObject({
      performers: [],
      tags: ['Tag A', 'Tag Z'],
      duration_minutes: 90,
      price_yen: null,
    });
  });

  test('find_page_items finds the nearest and the most popular when it may not return all', async () => {
    const person = await createPerson(database, { adult: true });
    const nearest = items[2]!;
    const rows = await retrieve(person, personal(nearest.embedding!, 5));
    expect(rows).toHaveLength(5);
    // Its similarity is 1, so its score is 10 and more; all others are near 0 / 0.1 + 0.25 * ln(40) = 0.9.
    expect(rows[0]!.item_id).toBe(nearest.id);
  });

  test('find_page_items without a query returns the most popular', async () => {
    const person = await createPerson(database, { adult: true });
    const rows = await retrieve(person, { p_limit: 3 });
    // Item 39 has 39 likes, and so on; item 40 has none.
    expect(rows.map(({ external_id }) => external_id)).toEqual(['x39', 'x38', 'x37']);
    expect(rows[0]).toMatchObject({ source: 'popular', similarity: null });
    expect(rows[0]!.score).toBeCloseTo(Math.log(40), 5);
  });

  test('find_page_items names the credits of every source that says something about an item', async () => {
    const [own, merged, other] = [items[38]!, items[37]!, items[36]!];
    await database.exec(`
      insert into app.sources (name, priority, credit_text, credit_url) values
        ('test', 50, 'Powered by Test', 'https://test.example/'),
        ('quiet', 1, null, null),
        ('second', 5, 'Powered by Second', 'https://second.example/');
      update app.items set source = 'quiet' where id in (${other.id});
      insert into app.item_sources (source, external_id, item_id, record, record_sha256) values
        ('quiet', 'q', ${own.id}, '{}', repeat('0', 64)),
        ('second', 's', ${merged.id}, '{}', repeat('0', 64))`);
    try {
      const person = await createPerson(database, { adult: true });
      const rows = await retrieve(person, { p_limit: 3 });
      const test = { text: 'Powered by Test', url: 'https://test.example/' };
      const second = { text: 'Powered by Second', url: 'https://second.example/' };
      expect(rows.map(({ item_id, credits }) => [item_id, credits])).toEqual([
        [own.id, [test]],
        [merged.id, [second, test]],
        [other.id, []],
      ]);
    } finally {
      await database.exec(`
        delete from app.item_sources;
        update app.items set source = 'test';
        delete from app.sources where name in ('test', 'quiet', 'second')`);
    }
  });

  test('find_page_items leaves out tags of groups that are not shown', async () => {
    await database.exec(`
      insert into app.tag_groups (name, show) values ('Shown', true), ('Hidden', false);
      update app.tags set group_id = (select id from app.tag_groups where name = 'Shown') where name = 'Tag A';
      update app.tags set group_id = (select id from app.tag_groups where name = 'Hidden') where name = 'Tag Z'`);
    try {
      const person = await createPerson(database, { adult: true });
      const [row] = await retrieve(person, { p_limit: 1 });
      expect(row!.tags).toEqual(['Tag A']);
    } finally {
      await database.exec('delete from app.tag_groups');
    }
  });

  test('retrieve_items of the first release returns the same page, all tags, and no credits', async () => {
    const person = await createPerson(database, { adult: true });
    const parameters = personal(items[2]!.embedding!, itemCount);
    const page = await retrieve(person, parameters);
    const earlier = await callFunction(database, 'retrieve_items', { p_person: person, ...parameters });
    expect(earlier).toEqual(page.map(({ credits: _, ...row }) => row));
  });

  test('find_page_items never returns what a person saw, nor what is hidden', async () => {
    const person = await createPerson(database, { adult: true });
    const [liked, noped, hidden] = [items[38]!, items[37]!, items[36]!];
    await decide(person, [
      [liked, 'like'],
      [noped, 'nope'],
    ]);
    await database.query(`update app.items set status = 'hidden' where id = $1`, [hidden.id]);
    try {
      for (const parameters of [personal(liked.embedding!, itemCount), { p_limit: itemCount }]) {
        const ids = (await retrieve(person, parameters)).map(({ item_id }) => item_id);
        expect(ids).toHaveLength(itemCount - 3);
        for (const { id } of [liked, noped, hidden]) expect(ids).not.toContain(id);
      }
    } finally {
      await database.query(`update app.items set status = 'active' where id = $1`, [hidden.id]);
    }
  });

  test.each([
    ['PT403', 'ADULT_CONFIRMATION_REQUIRED', false, { p_limit: 5 }],
    ['PT400', 'INVALID_REQUEST: p_limit must be between 1 and 1000', true, { p_limit: 0 }],
    ['PT400', 'INVALID_REQUEST: p_limit must be between 1 and 1000', true, { p_limit: 1001 }],
    [
      'PT503',
      'MODEL_MISSING',
      true,
      {
        p_limit: 5,
        p_model_version: 'gone',
        p_query: new Array(768).fill(0),
        p_temperature: 1,
        p_popularity_weight: 1,
      },
    ],
    [
      'PT400',
      'INVALID_REQUEST: a query needs p_temperature above 0 and p_popularity_weight',
      true,
      { p_limit: 5, p_model_version: 'gone', p_query: new Array(768).fill(0) },
    ],
  ])('find_page_items raises %s %s', async (code, message, adult, parameters) => {
    const person = await createPerson(database, { adult });
    await expect(retrieve(person, parameters)).rejects.toMatchObject({ code, message });
  });
});
