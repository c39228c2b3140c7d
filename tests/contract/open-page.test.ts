import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { experimentSchema } from '../../shared/contracts/experiment.ts';
import { pageContextSchema } from '../../supabase/functions/_lib/rpc/open-page.ts';
import { buildTestArtifact, type TestArtifact } from './support/build-test-artifact.ts';
import { callFunction } from './support/call-function.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { maxAbsDifference } from './support/max-abs-difference.ts';
import { openDatabase } from './support/open-database.ts';
import { type SeededItem, seedCatalogue, vectorWidth } from './support/seed-catalogue.ts';

// Half precision keeps 11 bits.
const tolerance = 2e-3;
const tagOfOne = 3;
const tagOfTwo = 4;

describe.each(postgresVersions)('open_page on Postgres %i', (postgresVersion) => {
  let database: Database;
  let artifact: TestArtifact;
  let items: SeededItem[];
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
    artifact = await buildTestArtifact();
    items = await seedCatalogue(database, { artifact, itemCount: 20 });
    await database.exec(`insert into app.tags (name) values ('One'), ('Two')`);
    // Items 1 to 14 have the tag One, 13 to 15 the tag Two; item n has n likes.
    await database.exec(
      `insert into app.item_tags (item_id, tag_id)
       select id, ${tagOfOne} from app.items where id <= 14
       union all select id, ${tagOfTwo} from app.items where id between 13 and 15`,
    );
  }, 120_000);
  afterAll(() => database.close());

  const decide = (person: string, item: number, decision: 'like' | 'nope') =>
    database.query(
      `insert into app.decisions (person_id, item_id, decision, decided_at) values ($1, $2, $3, now())`,
      [...[person, item, decision]],
    );
  async function begin(person: string) {
    const [row] = await callFunction(database, 'open_page', { p_person: person });
    return pageContextSchema.parse(row);
  }
  /** Newest first, as app.pool_history has them. */
  function poolOf(places: readonly number[]) {
    const halfLife = artifact.manifest.history.halfLifePositions;
    const weights = places.map((_, age) => 0.5 ** (age / halfLife));
    const norm = Math.hypot(...weights);
    return Float64Array.from({ length: vectorWidth }, (_, index) =>
      places.reduce((sum, id, age) => sum + (weights[age]! / norm) * items[id - 1]!.embedding![index]!, 0),
    );
  }
  const choose = (person: string, tags: number[]) =>
    callFunction(database, 'set_onboarding_tags', { p_person: person, p_tags: tags });

  test('counts ten items of the chosen tags as likes: the most tags first, then the most likes', async () => {
    const person = await createPerson(database, { adult: true });
    await choose(person, [tagOfOne, tagOfTwo]);
    const context = await begin(person);
    expect(context).toMatchObject({ like_count: 0, declared_likes: 10, onboarding_tags: ['One', 'Two'] });
    // 14 and 13 have both tags; of the rest 15 has the most likes, then 12 and downwards.
    const declared = [14, 13, 15, 12, 11, 10, 9, 8, 7, 6];
    const { likeLimit, recentLimit } = artifact.manifest.history;
    expect(maxAbsDifference(context.like_pool!, poolOf(declared.slice(0, likeLimit)))).toBeLessThan(
      tolerance,
    );
    expect(maxAbsDifference(context.recent_pool!, poolOf(declared.slice(0, recentLimit)))).toBeLessThan(
      tolerance,
    );
    expect(context.nope_pool).toBeNull();
  });

  test('puts likes before them, and leaves out what was decided on', async () => {
    const person = await createPerson(database, { adult: true });
    await choose(person, [tagOfTwo]);
    await decide(person, 2, 'like');
    await decide(person, 15, 'nope');
    await decide(person, 14, 'like');
    const context = await begin(person);
    expect(context).toMatchObject({ like_count: 2, nope_count: 1, declared_likes: 1 });
    expect(maxAbsDifference(context.like_pool!, poolOf([14, 2, 13]))).toBeLessThan(tolerance);
  });

  test('has no pool for a person who neither chose nor liked', async () => {
    const context = await begin(await createPerson(database, { adult: true }));
    expect(context).toMatchObject({ like_pool: null, declared_likes: 0, onboarding_tags: [] });
  });

  test('tells the operator’s settings, and the experiments that run, by name', async () => {
    const person = await createPerson(database, { adult: true });
    expect(await begin(person)).toMatchObject({ ranking: {}, experiments: [] });
    const variants = [{ name: 'half', share: 0.5, ranking: { diversity: 0.3 } }];
    await database.exec(`update app.serving_settings set ranking = '{"exploration": 0.05}'`);
    await database.query(
      `insert into app.experiments (name, variants, stopped_at)
       values ('b', $1, null), ('a', $1, null), ('over', $1, now() + interval '1 second')`,
      [JSON.stringify(variants)],
    );
    const { ranking, experiments } = await begin(person);
    expect(ranking).toEqual({ exploration: 0.05 });
    const parsed = (experiments as unknown[]).map((one) => experimentSchema.parse(one));
    expect(parsed.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(parsed[0]!.variants).toEqual(variants);
    expect(parsed[0]!.salt).not.toBe(parsed[1]!.salt);
  });

  test('log_impressions keeps the variants of the page, and the export tells them', async () => {
    const person = await createPerson(database, { adult: true });
    const variants = [{ experiment: 'a', variant: 'half' }];
    const shown = (id: number) => ({ item_id: id, score: 1, propensity: 0.5, source: 'popular' });
    await callFunction(database, 'log_impressions', {
      ...{ p_person: person, p_request: randomUUID(), p_model_version: null },
      ...{ p_items: JSON.stringify([shown(3), shown(1)]), p_variants: JSON.stringify(variants) },
    });
    const { rows } = await database.query(
      'select position, item_id::int as item, variants from app.impressions where person_id = $1 order by position',
      [person],
    );
    expect(rows).toEqual([
      { position: 0, item: 3, variants },
      { position: 1, item: 1, variants },
    ]);
    const [exported] = await callFunction(database, 'export_person', { p_person: person });
    expect(exported).toMatchObject({ impressions: [{ variants }, { variants }] });
  });
});
