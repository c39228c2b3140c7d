import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { chooseIndexWidth, indexFromItems } from './choose-index-width.ts';
import { createVectorIndex } from './create-vector-index.ts';
import { encodeVectorRows } from './encode-vector-rows.ts';
import type { ItemVectors } from './item-vectors.ts';
import type { Artifact } from './read-artifact.ts';

export interface LoadResult {
  rows: number;
  indexed: boolean;
  /** What loading took, and choosing and building the index by themselves; null where nothing was done. */
  seconds: { load: number; index: number | null } | null;
}

/**
 * Registers a version and fills its partition, in one transaction: a killed run leaves nothing behind. A version
 * that is there already is loaded anew, unless it is deployed and not retired: then its rows are left alone.
 *
 * The rows go into a table that nobody else sees, the index after them, and it becomes a partition last: making
 * it one at first would keep every reader of any version waiting until the end, and check each row by itself whether
 * its item is there.
 */
export async function loadItemVectors(
  client: Client,
  { manifest, manifestSha256 }: Pick<Artifact, 'manifest' | 'manifestSha256'>,
  vectors: ItemVectors,
): Promise<LoadResult> {
  const { version } = manifest;
  const rows = vectors.itemIds.length;
  const indexed = rows >= indexFromItems;
  if (await isDeployed(client, version)) return { rows, indexed, seconds: null };
  const partition = await partitionName(client, version);
  const began = performance.now();
  await client.query('begin');
  try {
    await client.query(
      `insert into app.models (version, manifest, manifest_sha256) values ($1, $2, $3)
       on conflict (version) do update set manifest = excluded.manifest, manifest_sha256 = excluded.manifest_sha256`,
      [version, JSON.stringify(manifest), manifestSha256],
    );
    // One that was retired begins anew.
    await client.query('delete from app.deployments where model_version = $1', [version]);
    await client.query('update app.models set pruned_at = null where version = $1', [version]);
    const staged = `${partition}_staged`;
    const index = await fillTable(client, staged, { version, vectors });
    // Nobody reads a version that is not deployed, but dropping its partition keeps readers of others waiting until the commit: at
    // the end, when all else is done.
    await client.query(`drop table if exists app.${partition}`);
    await client.query(`alter table app.${staged} rename to ${partition}`);
    // DDL takes no parameters; the version's alphabet is held by the schema and by a check in the database.
    await client.query(
      `alter table app.item_vectors attach partition app.${partition} for values in ('${version}')`,
    );
    await client.query('commit');
    await client.query(`analyze app.${partition}`);
    const load = (performance.now() - began) / 1000 - (index ?? 0);
    return { rows, indexed, seconds: { load, index } };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Makes a table like a partition, with rows, keys and index, closed to everybody; returns what choosing and building the index took. */
async function fillTable(
  client: Client,
  table: string,
  { version, vectors }: { version: string; vectors: ItemVectors },
): Promise<number | null> {
  await client.query(
    `create table app.${table} (like app.item_vectors including defaults including constraints including storage)`,
  );
  // Keys first: rows come by item, which adds to their ends, and reading large rows again would take longer.
  await client.query(
    `alter table app.${table} add primary key (model_version, item_id); create index on app.${table} (item_id)`,
  );
  await client.query(`alter table app.${table} enable row level security`);
  await client.query(`revoke all on app.${table} from public, anon, authenticated`);
  await pipeline(
    Readable.from(encodeVectorRows(version, vectors)),
    client.query(
      // Frozen: nobody has to look these rows over again later.
      copyFrom(
        `copy app.${table} (model_version, item_id, embedding, history_input) from stdin (format binary, freeze true)`,
      ),
    ),
  );
  const began = performance.now();
  const width = chooseIndexWidth(vectors);
  if (width === null) return null;
  await createVectorIndex(client, { partition: table, width, vectors });
  return (performance.now() - began) / 1000;
}

async function isDeployed(client: Client, version: string): Promise<boolean> {
  const { rows } = await client.query(
    `select from app.deployments where model_version = $1 and slot <> 'retired'`,
    [version],
  );
  return rows.length > 0;
}

async function partitionName(client: Client, version: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>('select app.item_vectors_partition($1) as name', [
    version,
  ]);
  return rows[0]!.name;
}
