import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ServiceMetrics } from '../../supabase/functions/_lib/rpc/read-metrics.ts';
import { gaugeHelp } from '../../supabase/functions/report-status/metric-names.ts';
import { callFunction } from './support/call-function.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';

// Four items of makers 1, 1, 2 and none, the last one hidden. Items 1 and 2 have a vector of version v1: 768 entries of
// 0.0361 and 0.0722, so that their lengths are sqrt(768) times that, 1.0004 and 2.0009.
const catalogue = `
  insert into app.makers (id, name) overriding system value values (1, 'Maker one'), (2, 'Maker two');
  insert into app.items (id, source, external_id, title, maker_id, status, created_at) overriding system value values
    (1, 'test', 'a', 'A', 1, 'active', '2026-11-01'), (2, 'test', 'b', 'B', 1, 'active', '2026-11-03'),
    (3, 'test', 'c', 'C', 2, 'active', '2026-11-02'), (4, 'test', 'd', 'D', null, 'hidden', '2026-11-09');
  insert into app.models (version, manifest, manifest_sha256, created_at)
  values ('v1', '{"itemCount": 2}', repeat('0', 64), '2026-11-10');
  create table app.item_vectors_test partition of app.item_vectors for values in ('v1');
  insert into app.item_vectors select 'v1', i.id, v.same, v.same from app.items as i cross join lateral (
    select array_fill((0.0361 * i.id)::real, array[768])::extensions.halfvec(768) as same
  ) as v where i.id <= 2;
  select app.move_model('v1', 'active', 'test', 'test');`;

describe.each(postgresVersions)('on Postgres %i', (postgresVersion) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
  }, 120_000);
  afterAll(() => database?.close());
  beforeEach(() => database.exec('begin'));
  afterEach(() => database.exec('rollback'));

  async function read(): Promise<ServiceMetrics['gauges']> {
    const [metrics] = await callFunction(database, 'read_metrics');
    return (metrics as ServiceMetrics).gauges;
  }
  /** Values of a gauge by its labels. */
  async function valuesOf(name: string): Promise<Record<string, number>> {
    const found = (await read()).filter((gauge) => gauge.name === name);
    return Object.fromEntries(found.map(({ labels, value }) => [Object.values(labels).join(' '), value]));
  }
  const refresh = () => database.query('select app.refresh_service_gauges()');
  const seconds = (iso: string) => Date.parse(iso) / 1000;

  test('an empty database has no model, and says that its gauges were never measured', async () => {
    expect(await read()).toEqual([
      { name: 'active_models', labels: {}, value: 0 },
      { name: 'gauges_refreshed_timestamp_seconds', labels: {}, value: 0 },
    ]);
    await refresh();
    const { rows } = await database.query<{ at: number }>('select extract(epoch from now())::float8 as at');
    expect(await valuesOf('gauges_refreshed_timestamp_seconds')).toEqual({ '': rows[0]!.at });
    expect(await valuesOf('catalogue_items')).toEqual({ active: 0, hidden: 0 });
    expect(await valuesOf('impressions')).toEqual({});
  });

  test('models by slot, with their ages', async () => {
    await database.exec(catalogue);
    await database.exec(`
      insert into app.models (version, manifest, manifest_sha256) values ('v0', '{}', repeat('1', 64));
      insert into app.deployments values ('previous', 'v0');
      update app.deployments set deployed_at = '2026-11-11' where slot = 'active';`);
    expect(await valuesOf('active_models')).toEqual({ '': 1 });
    expect((await read()).filter(({ name }) => name === 'model_deployed_timestamp_seconds')).toContainEqual({
      ...{ name: 'model_deployed_timestamp_seconds', value: seconds('2026-11-11') },
      labels: { slot: 'active', model_version: 'v1' },
    });
    expect(await valuesOf('model_created_timestamp_seconds')).toMatchObject({
      'active v1': seconds('2026-11-10'),
    });
    await database.exec(`delete from app.deployments where slot = 'active'`);
    expect(await valuesOf('active_models')).toEqual({ '': 0 });
  });

  test('catalogue, popularity, syncs and quarantine', async () => {
    await database.exec(catalogue);
    await database.exec(`
      update app.item_popularity set refreshed_at = case item_id when 1 then timestamptz '2026-11-20' else '2026-11-19' end;
      insert into app.sources (name) values ('test');
      insert into app.sync_watermarks (source, floor, released_until, synced_at) values ('test', 'f', '2026-11-01', '2026-11-21');
      insert into app.quarantine (run_id, source, dataset, place, field, reason)
      select gen_random_uuid(), 'test', d, p, 'f', r from (values
        ('events', '1', 'id_missing'), ('events', '2', 'id_missing'), ('catalogue', '1', 'price_invalid')
      ) as v (d, p, r);`);
    await refresh();
    expect(await valuesOf('catalogue_items')).toEqual({ active: 3, hidden: 1 });
    // Item b: the hidden one is newer.
    expect(await valuesOf('catalogue_newest_item_timestamp_seconds')).toEqual({ '': seconds('2026-11-03') });
    expect(await valuesOf('popularity_refreshed_timestamp_seconds')).toEqual({ '': seconds('2026-11-20') });
    expect(await valuesOf('sync_success_timestamp_seconds')).toEqual({ 'f test': seconds('2026-11-21') });
    expect(await valuesOf('quarantine_rows')).toEqual({
      'id_missing events': 2,
      'price_invalid catalogue': 1,
    });
  });

  test('share of items with a vector of the active version, and the lengths of these', async () => {
    await database.exec(catalogue);
    await refresh();
    // Two of the three that are shown.
    expect(await valuesOf('vector_coverage_ratio')).toEqual({ v1: 2 / 3 });
    const norms = await valuesOf('embedding_norm');
    expect(norms['min v1']).toBeCloseTo(0.0361 * Math.sqrt(768), 3);
    expect(norms['max v1']).toBeCloseTo(0.0722 * Math.sqrt(768), 3);
    expect(norms['mean v1']).toBeCloseTo((0.0361 * 3 * Math.sqrt(768)) / 2, 3);
    await database.exec(`delete from app.deployments`);
    await refresh();
    expect([await valuesOf('vector_coverage_ratio'), await valuesOf('embedding_norm')]).toEqual([{}, {}]);
  });

  /** Shows an item to a person so many hours ago. */
  async function show(
    person: string,
    {
      item,
      hours = 2,
      source = 'personalised',
      variants = null as object[] | null,
    }: {
      item: number;
      hours?: number;
      source?: string;
      variants?: object[] | null;
    },
  ) {
    await database.query(
      `insert into app.impressions (person_id, request_id, position, item_id, score, propensity, source, variants, shown_at)
       values ($1, $2, 0, $3, 1, 1, $4::app.recommendation_source, $5, now() - make_interval(mins => $6))`,
      [person, randomUUID(), item, source, variants && JSON.stringify(variants), hours * 60],
    );
  }
  const decide = (person: string, item: number, decision: 'like' | 'nope') =>
    database.query('insert into app.decisions values ($1, $2, $3::app.decision_kind, now())', [
      person,
      item,
      decision,
    ]);

  test('likes of what was shown, by source and by variant', async () => {
    await database.exec(catalogue);
    const [ann, bob] = [
      await createPerson(database, { adult: true }),
      await createPerson(database, { adult: true }),
    ];
    const wide = [{ experiment: 'wider', variant: 'wide' }];
    const both = [...wide, { experiment: 'other', variant: 'control' }];
    await show(ann, { item: 1, variants: wide });
    await show(ann, { item: 2, variants: both });
    await show(ann, { item: 3, source: 'popular' });
    await show(bob, { item: 1, variants: both });
    await show(bob, { item: 2, hours: 25 });
    await decide(ann, 1, 'like');
    await decide(ann, 2, 'nope');
    await decide(bob, 2, 'like');
    await decide(bob, 3, 'like');
    await refresh();
    // In 24 hours: 1 of 3 personalised, 0 of 1 popular. Bob's likes are of what was shown before, and of what was not.
    expect(await valuesOf('impressions')).toEqual({ personalised: 3, popular: 1 });
    expect(await valuesOf('like_ratio')).toEqual({ personalised: 1 / 3, popular: 0 });
    expect(await valuesOf('variant_impressions')).toEqual({ 'wide wider': 3, 'control other': 2 });
    expect(await valuesOf('variant_like_ratio')).toEqual({ 'wide wider': 1 / 3, 'control other': 0 });
  });

  test('share of makers, and of what was found by vector in the last hour', async () => {
    await database.exec(catalogue);
    const ann = await createPerson(database, { adult: true });
    for (const item of [1, 2, 1, 3, 4]) await show(ann, { item });
    expect(await valuesOf('personalised_ratio')).toEqual({});
    for (const source of ['personalised', 'popular', 'fresh', 'personalised', 'exploration'])
      await show(ann, { item: 2, hours: 0.5, source });
    await refresh();
    // Of ten: maker 1 has 2 + 1 + 5, maker 2 has one, one has no maker.
    expect(await valuesOf('maker_exposure_ratio')).toEqual({ 1: 0.8, 2: 0.1 });
    expect(await valuesOf('maker_exposure_largest_ratio')).toEqual({ '': 0.8 });
    expect(await valuesOf('personalised_ratio')).toEqual({ '': 0.4 });
  });

  test('only the ten makers that were shown most are named', async () => {
    await database.exec(`
      insert into app.makers (id, name) overriding system value select n, 'Maker ' || n from generate_series(1, 12) as n;
      insert into app.items (id, source, external_id, title, maker_id) overriding system value
      select n, 'test', 'x' || n, 'T', n from generate_series(1, 12) as n;`);
    const ann = await createPerson(database, { adult: true });
    for (let item = 1; item <= 12; item++)
      for (let time = 0; time < (item > 2 ? 2 : 1); time++) await show(ann, { item });
    await refresh();
    // 2 of 22 for makers 3 to 12, 1 for the others.
    const shares = await valuesOf('maker_exposure_ratio');
    expect(Object.keys(shares).sort()).toEqual(['10', '11', '12', '3', '4', '5', '6', '7', '8', '9']);
    expect(shares[3]).toBeCloseTo(2 / 22, 12);
  });

  test('jobs: last success, failures, what runs and what only seems to', async () => {
    const run = (
      job: string,
      {
        status,
        hoursAgo,
        leaseHours = 0,
        shard = 1,
      }: { status: string; hoursAgo: number; leaseHours?: number; shard?: number },
    ) =>
      database.query(
        `insert into app.job_runs (id, job, parameters, identity_sha256, status, host, process_id, machine, process_started,
           started_at, lease_until, finished_at, shard_index, shard_count)
         values (gen_random_uuid(), $1, '{}', repeat('0', 64), $2::app.job_status, 'h', 1, 'm', '1',
           timestamptz '2026-11-20' - make_interval(hours => $3), now() + make_interval(hours => $4),
           case when $2 <> 'running' then now() - make_interval(hours => $3) end, $5, 2)`,
        [job, status, hoursAgo, leaseHours, shard],
      );
    await run('train', { status: 'succeeded', hoursAgo: 50 });
    await run('train', { status: 'succeeded', hoursAgo: 30 });
    await run('train', { status: 'failed', hoursAgo: 26 });
    await run('train', { status: 'lost', hoursAgo: 3 });
    await run('train', { status: 'running', hoursAgo: 0, leaseHours: 1 });
    await run('train', { status: 'running', hoursAgo: 0, leaseHours: -1, shard: 2 });
    await run('export', { status: 'failed', hoursAgo: 5 });
    await run('export', { status: 'interrupted', hoursAgo: 1 });
    const { rows } = await database.query<{ at: number }>('select extract(epoch from now())::float8 as at');
    expect(await valuesOf('job_last_success_timestamp_seconds')).toEqual({ train: rows[0]!.at - 30 * 3600 });
    expect(await valuesOf('job_last_failed')).toEqual({ train: 1, export: 0 });
    expect(await valuesOf('job_failed_runs')).toEqual({ train: 1, export: 1 });
    expect(await valuesOf('job_running')).toEqual({ train: 2, export: 0 });
    expect(await valuesOf('job_stale_leases')).toEqual({ train: 1, export: 0 });
  });

  test('a refresh leaves nothing of the one before', async () => {
    await database.exec(catalogue);
    await refresh();
    await database.exec(`delete from app.deployments; update app.items set status = 'hidden'`);
    await refresh();
    expect(await valuesOf('vector_coverage_ratio')).toEqual({});
    expect(await valuesOf('catalogue_items')).toEqual({ active: 0, hidden: 4 });
  });

  test('every gauge that the functions know is one that the database measures, and the other way round', async () => {
    const { rows } = await database.query<{ source: string }>(
      `select prosrc as source from pg_proc
       where pronamespace = 'app'::regnamespace and proname like 'measure\\_%'`,
    );
    const measured = rows.flatMap(({ source }) =>
      [...source.matchAll(/^ *(?:select )?'([a-z_]+)',/gm)].map(([, name]) => name!),
    );
    expect([...new Set(measured)].sort()).toEqual(Object.keys(gaugeHelp).sort());
  });
});
