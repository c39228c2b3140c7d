import type { Database } from '../../support/create-memory-database.ts';

const seedSql = `
  insert into app.makers (name) values ('Maker');
  insert into app.series (name) values ('Series');
  insert into app.performers (name) values ('Performer');
  insert into app.tags (name) values ('Tag');
  insert into app.items (source, external_id, title, maker_id, series_id)
  select 'test', 'x' || n, 'Title ' || n, 1, 1 from generate_series(1, 4) as n;
  insert into app.item_tags select id, 1 from app.items;
  insert into app.item_performers select id, 1 from app.items;
  insert into app.models (version, manifest, manifest_sha256) values (
    'test-1',
    '{"itemCount": 3, "history": {"likeLimit": 50, "recentLimit": 5, "nopeLimit": 50, "halfLifePositions": 20}}',
    repeat('0', 64)
  );
  create table app.item_vectors_test partition of app.item_vectors for values in ('test-1');
  insert into app.item_vectors
  select 'test-1', id, v.same, v.same
  from app.items, (select array_fill(0.036::real, array[768])::extensions.halfvec(768) as same) as v
  where id <= 3;
  insert into app.imported_decisions values ('test', 'ann', 2, 'nope', '2026-01-01');`;

// What later releases added, by the last migration of each.
const added: { release: string; sql: string }[] = [
  {
    release: '20261123070600',
    sql: `
  insert into app.sources (name, credit_text, credit_url) values ('test', 'Powered by Test', 'https://test.example/');
  insert into app.labels (name) values ('Label');
  insert into app.tag_groups (name, show) values ('Group', false);
  update app.items set label_id = 1, hidden_reasons = '{policy}' where external_id = 'x4';
  insert into app.item_sources (source, external_id, item_id, record, record_sha256)
  select source, external_id, id, '{}', repeat('1', 64) from app.items;
  insert into app.source_terms values ('test', 'genre', '1', 'Tag');
  insert into app.rankings (source, floor) values ('test', 'videoa');
  insert into app.ranking_entries values (1, 1, 'x1'), (1, 2, 'x2');
  select app.make_ranking_current(1);
  insert into app.sync_watermarks (source, floor, released_until) values ('test', 'videoa', '2026-01-01');
  insert into app.content_policies (policy, policy_sha256) values ('{}', repeat('2', 64));
  insert into app.job_runs (id, job, parameters, identity_sha256, host, process_id, machine, process_started, lease_until)
  values (gen_random_uuid(), 'test-job', '{}', repeat('3', 64), 'host', 1, 'machine', '1', now());
  insert into app.policy_blocks (run_id, source, policy_version, rule, blocked) select id, 'test', 1, 'r', 2 from app.job_runs;
  insert into app.quarantine (run_id, source, dataset, place, field, reason)
  select id, 'test', 'events', 'file:2', 'item', 'id_missing' from app.job_runs;
  insert into app.job_steps (run_id, name, position) select id, 'step', 1 from app.job_runs;
  insert into app.dataset_versions (stage, name, version, fingerprint, manifest, run_id)
  select 'raw', 'test', 'v1', repeat('4', 64), '{}', id from app.job_runs;
  insert into app.export_history (id, export, format, rows, bytes, sha256, file, run_id)
  select gen_random_uuid(), 'items', 'csv', 1, 2, repeat('5', 64), 'items.csv', id from app.job_runs;`,
  },
  {
    release: '20261123090400',
    sql: `
  insert into app.experiments (name, variants) values ('an-experiment', '[]');`,
  },
  {
    release: '20261124',
    sql: `
  insert into app.shadow_pages values ('2026-01-01', 'test-1', 1, 20, 15, 0, 100);
  select public.record_requests(jsonb_build_array(jsonb_build_object(
    'minute', '2026-11-20T10:00:00Z', 'function_name', 'find-items', 'model_version', '', 'status', 200, 'code', '',
    'degraded', '', 'requests', 1, 'duration_ms_sum', 12.5, 'buckets', array[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  )));
  select app.refresh_service_gauges();`,
  },
];

/** The release that ends with a migration: four items, three of them with a vector of the active version test-1, and rows of all else. */
export async function seedRelease(database: Database, last: string): Promise<void> {
  await database.exec(seedSql);
  const { rows } = await database.query(`select from pg_proc where proname = 'move_model'`);
  await database.exec(
    rows.length > 0
      ? `select app.move_model('test-1', 'active', 'test', 'test')`
      : `select app.activate_model('test-1')`,
  );
  for (const { release, sql } of added) if (release <= last) await database.exec(sql);
}

/** The same in the newest schema: a row in every table; item 4 is hidden by the policy. */
export function seedRows(database: Database): Promise<void> {
  return seedRelease(database, '9');
}
