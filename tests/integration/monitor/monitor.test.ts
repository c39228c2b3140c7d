import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureBias } from '../../../batch/monitor/measure-bias.ts';
import { measureDrift } from '../../../batch/monitor/measure-drift.ts';
import type { MonitorReport } from '../../../batch/monitor/monitor-report.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { startTestDatabase, type TestDatabase } from '../ingest/start-test-database.ts';

let database: TestDatabase;
const asOf = '2026-11-20T00:00:00.000Z';

// Items 1 to 10 are of maker A at 400 yen, 11 to 20 of maker B at 2,500; 19 and 20 are new; 20 has no vector. Of item n the
// embedding is e_n, the history input e_n + e_768. Twenty people who consent.
//
// In October, before the training, each was shown all 20 items and liked 1, 2, 3, 4, 11, 12.
// On 15 November each was shown items 1 to 15, liked 5, 6, 7, which had the highest scores, and noped 20.
beforeAll(async () => {
  database = await startTestDatabase();
  await database.client.query(`
    insert into app.makers (name) values ('Maker A'), ('Maker B');
    insert into app.tags (name) values ('calm');
    insert into app.items (source, external_id, title, maker_id, price_yen, duration_minutes, created_at)
    select 'shop', 'x' || n, 'Title ' || n, case when n <= 10 then 1 else 2 end, case when n <= 10 then 400 else 2500 end,
      100, case when n >= 19 then '2026-11-15' else '2026-01-01' end::timestamptz
    from generate_series(1, 20) as n;
    update app.item_popularity set decayed_likes = 100 where item_id in (1, 2);
    insert into app.models (version, manifest, manifest_sha256)
    values ('v-m', '{"itemCount": 19, "createdAt": "2026-11-01T00:00:00Z"}', repeat('a', 64));
    create table app.item_vectors_m partition of app.item_vectors for values in ('v-m');
    insert into app.item_vectors (model_version, item_id, embedding, history_input)
    select 'v-m', n,
      array(select (d = n)::integer::real from generate_series(1, 768) as d order by d)::extensions.halfvec(768),
      array(select (d in (n, 768))::integer::real from generate_series(1, 768) as d order by d)::extensions.halfvec(768)
    from generate_series(1, 19) as n;
    insert into app.deployments (slot, model_version) values ('active', 'v-m');

    create temp table person as
    select n, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid as id from generate_series(1, 20) as n;
    insert into auth.users (id) select id from person;
    insert into app.profiles (person_id, adult_confirmed_at, training_consent_at, created_at)
    select id, '2026-01-01', '2026-01-01', '2026-01-01' from person;
    insert into app.onboarding_tags select id, 1 from person where n <= 10;
    insert into app.impressions
      (person_id, request_id, position, item_id, score, propensity, source, model_version, shown_at)
    select id, md5('october' || n)::uuid, i - 1, i, 0, 1, 'popular'::app.recommendation_source, null, '2026-10-10T12:00:00Z'::timestamptz
    from person, generate_series(1, 20) as i
    union all
    select id, md5('november' || n)::uuid, i - 1, i, (i in (5, 6, 7))::integer, 1, 'popular', 'v-m', '2026-11-15T12:00:00Z'
    from person, generate_series(1, 15) as i;
    insert into app.events (person_id, event_id, item_id, kind, occurred_at, received_at, request_id)
    select id, gen_random_uuid(), i, 'like', at, at, md5(page || n)::uuid
    from person, (values
      (1, 'october', timestamptz '2026-10-10T12:10:00Z'), (2, 'october', '2026-10-10T12:10:00Z'),
      (3, 'october', '2026-10-10T12:10:00Z'), (4, 'october', '2026-10-10T12:10:00Z'),
      (11, 'october', '2026-10-10T12:10:00Z'), (12, 'october', '2026-10-10T12:10:00Z'),
      (5, 'november', '2026-11-15T12:10:00Z'), (6, 'november', '2026-11-15T12:10:00Z'),
      (7, 'november', '2026-11-15T12:10:00Z')
    ) as liked (i, page, at);
    insert into app.decisions (person_id, item_id, decision, decided_at)
    select person_id, item_id, kind, occurred_at from app.events;
    insert into app.decisions (person_id, item_id, decision, decided_at)
    select id, 20, 'nope', '2026-11-15T12:20:00Z' from person`);
}, 180_000);
afterAll(() => database?.stop());

const common = { asOf: new Date(asOf), days: 7, minPeople: 12, minEvents: 50 };
const drift = (changes = {}) =>
  measureDrift(database.client, {
    ...{ ...common, referenceDays: 90, maxPsi: 0.25, maxJensenShannon: 0.1 },
    ...{ maxLikeRateDrop: 0.4, maxWithoutVector: 0.3, minScoreAuc: 0.5 },
    ...changes,
  });
const bias = (changes = {}) =>
  measureBias(database.client, {
    ...{ ...common, newDays: 30, maxGiniExcess: 0.2, maxMakerExcess: 0.2, maxHeadShare: 0.8 },
    ...{ minNewItemRatio: 0, maxGroupGap: 0.5 },
    ...changes,
  });
const valueIn = ({ checks }: MonitorReport, name: string) =>
  checks.find((check) => check.name === name)!.value;
const rowsOf = ({ tables }: MonitorReport, title: string) =>
  tables.find((table) => table.title === title)!.rows;
const over = ({ checks }: MonitorReport) =>
  checks.filter(({ passed }) => passed === false).map(({ name }) => name);
const matching = (...args: string[]) => runMatching(['monitor', ...args, '--root', database.root]);

describe('measureDrift()', () => {
  it('compares the last days with the time before the training', async () => {
    const report = await drift({ maxPsi: 10, maxJensenShannon: 1 });
    expect(report).toMatchObject({
      ...{ version: 'v-m', asOf, outcome: 'passed' },
      windows: [
        { name: 'reference', from: '2026-08-03T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' },
        { name: 'recent', from: '2026-11-13T00:00:00.000Z', to: asOf },
      ],
    });
    // Shown of A and B: 200 and 200 in October, 200 and 100 in November.
    const share = [200.5 / 301, 100.5 / 301];
    const psi = share.reduce((sum, one) => sum + (one - 0.5) * Math.log(one / 0.5), 0);
    expect(valueIn(report, 'PSI of maker shown, beyond chance')).toBeCloseTo(psi - 1 / 400 - 1 / 300, 9);
    expect(valueIn(report, 'PSI of price shown, beyond chance')).toBeCloseTo(psi - 1 / 400 - 1 / 300, 9);
    expect(rowsOf(report, 'Shares by price, shown').sort()).toEqual([
      ['2000 to 3000', 0.5, 1 / 3],
      ['300 to 500', 0.5, 2 / 3],
    ]);
    // All 100 minutes long, and nobody knows their age.
    expect(valueIn(report, 'PSI of duration shown, beyond chance')).toBe(0);
    expect(rowsOf(report, 'Shares by age, shown')).toEqual([['not known', 1, 1]]);
    // Tags have no events at all.
    expect(valueIn(report, 'PSI of tag shown, beyond chance')).toBeNull();
    // 6 of 20, then 3 of 15.
    expect(valueIn(report, 'fall of the like rate, popular')).toBeCloseTo(1 - 0.2 / 0.3, 12);
    // 2026-10-10 is a Saturday, 2026-11-15 a Sunday.
    expect(rowsOf(report, 'Like rate by source and week')).toEqual([
      ['popular', '2026-10-05', 400, 120, 0.3],
      ['popular', '2026-11-09', 300, 60, 0.2],
    ]);
    expect(valueIn(report, 'score tells liked from not liked (AUC)')).toBe(1);
    expect(rowsOf(report, 'Like rate by score').map((row) => row[4])).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    // Three likes and a nope each; the nope has no vector.
    expect(valueIn(report, 'share of decisions on items without vector')).toBe(0.25);
    // Means of six e_n and of three others, each with e_768: 1 / sqrt((6/36 + 1) (3/9 + 1)).
    const cosine = valueIn(report, 'cosine of what people liked before and now');
    expect(cosine).toBeCloseTo(Math.sqrt(9 / 14), 4);
    expect(valueIn(report, 'share of neighbours kept from the previous version')).toBeNull();
  });

  it('names every limit that is not kept', async () => {
    const report = await drift({
      maxPsi: 0.05,
      maxJensenShannon: 1,
      maxLikeRateDrop: 0.3,
      maxWithoutVector: 0.2,
      minPersonCosine: 0.9,
    });
    expect(report.outcome).toBe('failed');
    expect(over(report)).toEqual([
      'PSI of maker shown, beyond chance',
      'PSI of price shown, beyond chance',
      'PSI of maker liked, beyond chance',
      'PSI of price liked, beyond chance',
      'fall of the like rate, popular',
      'share of decisions on items without vector',
      'cosine of what people liked before and now',
    ]);
  });

  it('judges and says nothing of too few people', async () => {
    const report = await drift({ minPeople: 21 });
    expect(report.checks.filter(({ value }) => value !== null)).toEqual([]);
    expect(report.tables.flatMap(({ rows }) => rows)).toEqual([]);
  });

  it('finds neighbours kept from the previous version', async () => {
    const { client } = database;
    await client.query('begin');
    try {
      await client.query(`
        insert into app.models (version, manifest, manifest_sha256)
        values ('v-o', '{"itemCount": 19, "createdAt": "2026-10-01T00:00:00Z"}', repeat('b', 64));
        create table app.item_vectors_o partition of app.item_vectors for values in ('v-o');
        insert into app.item_vectors (model_version, item_id, embedding, history_input)
        select 'v-o', item_id, embedding, history_input from app.item_vectors where model_version = 'v-m';
        insert into app.deployments (slot, model_version) values ('previous', 'v-o')`);
      expect(valueIn(await drift(), 'share of neighbours kept from the previous version')).toBe(1);
      // Item 1 is near the last items now, which were ties by id before: of 2 to 11 it keeps 10 and 11 and nothing else.
      await client.query(`
        update app.item_vectors as v set embedding = s.made::extensions.halfvec(768)
        from (
          select array(select case when d between 10 and 19 then sqrt(0.1) else 0 end::real
            from generate_series(1, 768) as d order by d) as made
        ) as s
        where model_version = 'v-m' and item_id = 1`);
      const kept = valueIn(await drift(), 'share of neighbours kept from the previous version')!;
      // Items 10 to 19 have item 1 first as before, by value and not by id: they keep theirs, as do 2 to 9.
      expect(kept).toBeCloseTo((18 + 0.2) / 19, 9);
    } finally {
      await client.query('rollback');
    }
  });
});

describe('measureBias()', () => {
  it('measures makers, popularity, new items, places and groups', async () => {
    const report = await bias();
    expect(report).toMatchObject({ monitor: 'bias', version: 'v-m', outcome: 'passed' });
    expect(rowsOf(report, 'Evenness by maker')).toEqual([
      ['catalogue', 0, 0.5],
      // 200 and 100: (-1 * 100 + 1 * 200) / (2 * 300).
      ['shown', 1 / 6, 2 / 3],
      // 0 and 60: 60 / (2 * 60).
      ['liked', 0.5, 1],
    ]);
    expect(rowsOf(report, 'Makers')).toEqual([
      ['Maker A', 0.5, 2 / 3, 1],
      ['Maker B', 0.5, 1 / 3, 0],
    ]);
    // A is shown more than it has items, but not more than it is liked.
    expect(valueIn(report, "largest maker's share of exposure above that of catalogue and likes")).toBe(0);
    // Items 1 and 2, of 15 shown to each.
    expect(valueIn(report, 'share of exposure of the most liked tenth of the catalogue')).toBeCloseTo(
      2 / 15,
      12,
    );
    expect(rowsOf(report, 'Exposure by popularity')).toHaveLength(10);
    expect(rowsOf(report, 'New items')).toEqual([
      ['catalogue', 20, 2, 0.1],
      ['shown', 300, 0, 0],
    ]);
    const places = rowsOf(report, 'Like rate by place');
    expect(places.map((row) => row[0])).toEqual(Array.from({ length: 15 }, (_, at) => String(at + 1)));
    expect(places.map((row) => row[3])).toEqual([0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    // Ten people chose tags and ten did not: too few to tell of.
    expect(rowsOf(report, 'Like rate by group')).toEqual([
      ['came', 'earlier', 300, 60, 0.2],
      ['likes', '5 to 19', 300, 60, 0.2],
    ]);
    const smaller = await bias({ minPeople: 10 });
    expect(rowsOf(smaller, 'Like rate by group').slice(2)).toEqual([
      ['tags to begin with', 'chosen', 150, 30, 0.2],
      ['tags to begin with', 'none', 150, 30, 0.2],
    ]);
    expect(
      valueIn(smaller, 'like rate of the least served group by tags to begin with, below all'),
    ).toBeCloseTo(0, 12);
  });

  it('names every limit that is not kept', async () => {
    const report = await bias({ maxGiniExcess: 0.1, maxHeadShare: 0.1, minNewItemRatio: 0.1 });
    expect(over(report)).toEqual([
      'Gini index of exposure by maker, above that of the catalogue',
      'share of exposure of the most liked tenth of the catalogue',
      'exposure of new items beside their share of the catalogue',
    ]);
  });
});

describe('measureBias() of too few people', () => {
  it('judges and says nothing', async () => {
    const report = await bias({ minPeople: 21 });
    expect(report.checks.filter(({ value }) => value !== null)).toEqual([]);
    expect(report.tables.flatMap(({ rows }) => rows)).toEqual([]);
  });
});

describe('matching monitor', () => {
  const settings = ['--set', `asOf=${asOf}`, '--set', 'minPeople=12', '--set', 'minEvents=50'];

  it('drift fails over a limit with its code, and leaves a report that tells of nobody', async () => {
    const { status, stdout, stderr } = await matching('drift', ...settings);
    expect(status).toBe(2);
    expect(stderr).toContain('DRIFT_EXCEEDED');
    expect(stderr).toContain('fall of the like rate, popular is 0.333, at most 0.3 is allowed');
    const html = stdout.trimEnd().split('\n').at(-1)!;
    expect(stdout).toMatch(/^drift of v-m: failed\n/);
    const page = await readFile(html, 'utf8');
    const json = await readFile(path.join(path.dirname(html), 'report.json'), 'utf8');
    expect(page).toContain('<p class="outcome failed">failed</p>');
    expect(page).toContain('<svg ');
    for (const text of [page, json]) expect(text).not.toMatch(/00000000-0000-4000-8000|Title \d/);
  });

  it('bias passes within limits, and prints JSON', async () => {
    const { status, stdout } = await matching('bias', ...settings, '--set', 'minNewItemRatio=0', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ monitor: 'bias', outcome: 'passed' });
    const strict = await matching('bias', ...settings, '--json');
    expect(strict).toMatchObject({ status: 2, stderr: expect.stringContaining('BIAS_EXCEEDED') });
    expect(await matching('bias', '--set', 'maxGini=1')).toMatchObject({ status: 2, stdout: '' });
  });
});
