import type { Client } from 'pg';

export const consenting = '00000000-0000-4000-8000-00000000000a';
export const withdrawn = '00000000-0000-4000-8000-00000000000b';

/**
 * Four items (1 to 4; the last is hidden), a person who consents to training, one who does not, two imported people, a
 * model version with two vectors, one quarantined row and one run of a job. Titles are what spreadsheets and CSV find
 * hardest. By hand: 8 decisions, of which 2 belong to the person without consent.
 */
export async function seedExports(client: Client): Promise<void> {
  await client.query(`
    insert into app.makers (name) values ('MakerOne');
    insert into app.tags (name) values ('tag-plum'), ('tag, mint'), ('=tag');
    insert into app.items (source, external_id, title, maker_id, released_at, duration_minutes, price_yen, status,
      sample_image_urls, review_average)
    values
      ('tiny', 'a', '=1+2', 1, '2026-01-02 03:04:05.123456Z', 60, 500, 'active', '{}', 4.5),
      ('tiny', 'b', E'two "quoted"\nlines, one comma', null, '2026-02-01Z', null, null, 'active', '{u,v}', null),
      ('other', 'c', '', null, null, 0, 0, 'active', '{}', null),
      ('other', 'd', '''+half escaped', null, '2027-01-01Z', null, null, 'hidden', '{}', null);
    insert into app.item_tags values (1, 1), (1, 2), (1, 3);
    insert into app.sources (name) values ('tiny') on conflict do nothing;
    insert into app.item_sources (source, external_id, item_id, record, record_sha256)
    values ('tiny', 'a', 1, '{"floors": ["floor-b", "floor-a"]}', repeat('0', 64));
    insert into auth.users (id) values ('${consenting}'), ('${withdrawn}');
    insert into app.profiles (person_id, adult_confirmed_at, training_consent_at)
    values ('${consenting}', now(), now()), ('${withdrawn}', now(), null);
    insert into app.decisions (person_id, item_id, decision, decided_at) values
      ('${consenting}', 1, 'like', '2026-01-01 00:00:00.000001Z'), ('${consenting}', 2, 'nope', '2026-01-02Z'),
      ('${consenting}', 3, 'like', '2026-01-03Z'),
      ('${withdrawn}', 1, 'like', '2026-01-01Z'), ('${withdrawn}', 2, 'like', '2026-01-05Z');
    insert into app.imported_decisions (source, person_key, item_id, decision, decided_at) values
      ('tiny', 'ann', 1, 'like', '2026-01-01Z'), ('tiny', 'ann', 2, 'nope', '2026-01-02Z'),
      ('tiny', 'bob', 1, 'nope', '2026-01-04Z');
    insert into app.models (version, manifest, manifest_sha256) values ('v1', '{}', repeat('0', 64));
    create table app.item_vectors_test partition of app.item_vectors for values in ('v1');
    insert into app.item_vectors (model_version, item_id, embedding, history_input)
    select 'v1', i, ('[' || repeat('0.5,', 767) || i || ']')::extensions.halfvec,
      ('[' || repeat('0,', 767) || '-1]')::extensions.halfvec
    from generate_series(1, 2) as i;
    insert into app.deployments (slot, model_version) values ('active', 'v1');
    insert into app.quarantine (run_id, source, dataset, place, field, reason, record)
    values ('00000000-0000-4000-8000-00000000000c', 'tiny', 'catalogue', 'tiny.item:7', 'price', 'price_invalid',
      '{"price": "a lot", "tags": ["x"]}');
    insert into app.job_runs (id, job, parameters, identity_sha256, status, host, process_id, machine,
      process_started, started_at, lease_until, finished_at, report)
    values ('00000000-0000-4000-8000-00000000000d', 'export', '{"export": "catalogue"}', repeat('0', 64),
      'succeeded', 'host', 1, 'machine', 'boot', '2026-01-01Z', '2026-01-01Z', '2026-01-01 00:00:02.5Z', '{"rows": 4}')`);
}
