import type { Database } from '../../support/open-database.ts';

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
  select app.activate_model('test-1');
  insert into app.imported_decisions values ('test', 'ann', 2, 'nope', '2026-01-01');`;

/** Four items, three of them with a vector of the active version test-1, and one imported decision. */
export async function seedRows(database: Database): Promise<void> {
  await database.exec(seedSql);
}
