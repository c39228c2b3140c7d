import type { TestArtifact } from '../../../contract/support/build-test-artifact.ts';
import { unitVector } from '../../../contract/support/seed-catalogue.ts';
import { nameOf, type WorldItem, worldCounts } from './draw-world.ts';

/** PGlite, or a client of pg with an `exec` beside. */
export interface WorldDatabase {
  query(sql: string, values?: unknown[]): Promise<unknown>;
  exec(sql: string): Promise<unknown>;
}

const tables = { maker: 'makers', series: 'series', performer: 'performers', tag: 'tags' } as const;

/** Writes the items into a migrated, empty database, with an active model whose vector of item n is unitVector(n). */
export async function storeWorld(
  database: WorldDatabase,
  { world, artifact }: { world: readonly WorldItem[]; artifact: TestArtifact },
): Promise<void> {
  for (const kind of ['maker', 'series', 'performer', 'tag'] as const) {
    const names = Array.from({ length: worldCounts[kind] }, (_, index) => nameOf(kind, index + 1));
    await database.query(
      `insert into app.${tables[kind]} (name) select n from unnest($1::text[]) with ordinality as v (n, o) order by o`,
      [names],
    );
  }
  const rows = world.map((item) => ({
    ...item,
    releasedAt: item.releasedAt === null ? null : new Date(item.releasedAt).toISOString(),
    status: item.hidden ? 'hidden' : 'active',
  }));
  await database.query(
    `insert into app.items (id, source, external_id, title, maker_id, series_id, released_at, duration_minutes, price_yen, status)
     overriding system value
     select id, 'test', 'x' || id, 'Title ' || id, maker, series, "releasedAt", minutes, "priceYen", status
     from jsonb_to_recordset($1) as i (id bigint, maker bigint, series bigint, "releasedAt" timestamptz, minutes integer,
       "priceYen" integer, status app.item_status)`,
    [JSON.stringify(rows)],
  );
  for (const [table, column, list] of [
    ['item_performers', 'performer_id', 'performers'],
    ['item_tags', 'tag_id', 'tags'],
  ]) {
    await database.query(
      `insert into app.${table} (item_id, ${column})
       select i.id, a.id::bigint from jsonb_to_recordset($1) as i (id bigint, ${list} jsonb),
         jsonb_array_elements_text(i.${list}) as a (id)`,
      [JSON.stringify(rows)],
    );
  }
  await storeModel(database, { world, artifact });
  // After the release, which counts the decisions that there are: none.
  await database.query(
    `update app.item_popularity as p set decayed_likes = i.likes
     from jsonb_to_recordset($1) as i (id bigint, likes real) where p.item_id = i.id`,
    [JSON.stringify(rows)],
  );
  await database.exec('analyze');
}

async function storeModel(
  database: WorldDatabase,
  { world, artifact }: { world: readonly WorldItem[]; artifact: TestArtifact },
): Promise<void> {
  const { version, manifest, manifestSha256 } = artifact;
  const known = world.filter(({ hasVector }) => hasVector);
  await database.query('insert into app.models (version, manifest, manifest_sha256) values ($1, $2, $3)', [
    version,
    JSON.stringify({ ...manifest, itemCount: known.length }),
    manifestSha256,
  ]);
  await database.exec(
    `create table app.item_vectors_test partition of app.item_vectors for values in ('${version}')`,
  );
  for (const { id } of known) {
    const text = `[${unitVector(id).join(',')}]`;
    await database.query(
      `insert into app.item_vectors (model_version, item_id, embedding, history_input)
       values ($1, $2, $3::extensions.halfvec, $3::extensions.halfvec)`,
      [version, id, text],
    );
  }
  await database.query("select app.move_model($1, 'active', 'test', 'test')", [version]);
}
