import type { TestArtifact } from './build-test-artifact.ts';
import type { Database } from './create-memory-database.ts';
import { seededNumbers } from './seeded-numbers.ts';

export const vectorWidth = 768;

export interface SeededItem {
  id: number;
  /** Unit length, shape [768], before the database rounds it to half precision. Null for an item without a vector. */
  embedding: Float32Array | null;
  decayedLikes: number | null;
  makerId: number;
}

export interface SeedOptions {
  artifact: Pick<TestArtifact, 'version' | 'manifest' | 'manifestSha256'>;
  itemCount: number;
}

/**
 * Fills a migrated database with an active model and items. Item n has n likes and a vector of its own; the last one
 * has neither, as an item that came in after the model was trained.
 */
export async function seedCatalogue(
  database: Database,
  { artifact, itemCount }: SeedOptions,
): Promise<SeededItem[]> {
  const { version, manifest, manifestSha256 } = artifact;
  await database.exec(`insert into app.makers (name) values ('Maker A'), ('Maker B')`);
  await database.exec(`insert into app.tags (name) values ('Tag Z'), ('Tag A')`);
  await database.query('insert into app.models (version, manifest, manifest_sha256) values ($1, $2, $3)', [
    version,
    JSON.stringify({ ...manifest, itemCount: itemCount - 1 }),
    manifestSha256,
  ]);
  await database.exec(
    `create table app.item_vectors_test partition of app.item_vectors for values in ('${version}')`,
  );
  const items: SeededItem[] = [];
  for (let index = 1; index <= itemCount; index++)
    items.push(await seedItem(database, { version, index, itemCount }));
  await database.query("select app.move_model($1, 'active', 'test', 'test')", [version]);
  // After the release, which counts the decisions that there are: none.
  for (const { id, decayedLikes } of items) {
    await database.query('update app.item_popularity set decayed_likes = $2 where item_id = $1', [
      id,
      decayedLikes ?? 0,
    ]);
  }
  return items;
}

interface SeedItemOptions {
  version: string;
  index: number;
  itemCount: number;
}

async function seedItem(
  database: Database,
  { version, index, itemCount }: SeedItemOptions,
): Promise<SeededItem> {
  const makerId = (index % 2) + 1;
  const { rows } = await database.query<{ id: number }>(
    `insert into app.items (source, external_id, title, maker_id, released_at, duration_minutes)
     values ('test', $1, $2, $3, '2024-05-01', 90) returning id`,
    [`x${index}`, `Title ${index}`, makerId],
  );
  const id = rows[0]!.id;
  await database.query('insert into app.item_tags (item_id, tag_id) values ($1, 1), ($1, 2)', [id]);
  if (index === itemCount) return { id, embedding: null, decayedLikes: null, makerId };
  const embedding = unitVector(index);
  const text = `[${embedding.join(',')}]`;
  await database.query(
    `insert into app.item_vectors (model_version, item_id, embedding, history_input)
     values ($1, $2, $3::extensions.halfvec, $3::extensions.halfvec)`,
    [version, id, text],
  );
  return { id, embedding, decayedLikes: index, makerId };
}

/** A seeded vector of unit length, shape [768]. */
export function unitVector(seed: number): Float32Array {
  const values = seededNumbers(seed, vectorWidth, 1);
  const norm = Math.hypot(...values);
  return values.map((value) => value / norm);
}
