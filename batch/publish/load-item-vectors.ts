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
}

/**
 * Registers a version and fills its partition, in one transaction: a killed run leaves nothing behind. A version
 * that is there already is loaded anew, unless it is deployed: then its rows are left alone. Rows first, index after.
 */
export async function loadItemVectors(
  client: Client,
  { manifest, manifestSha256 }: Pick<Artifact, 'manifest' | 'manifestSha256'>,
  vectors: ItemVectors,
): Promise<LoadResult> {
  const { version } = manifest;
  const partition = await partitionName(client, version);
  const indexed = vectors.itemIds.length >= indexFromItems;
  if (await isDeployed(client, version)) return { rows: vectors.itemIds.length, indexed };
  await client.query('begin');
  try {
    await client.query(`drop table if exists app.${partition}`);
    await client.query(
      `insert into app.models (version, manifest, manifest_sha256) values ($1, $2, $3)
       on conflict (version) do update set manifest = excluded.manifest, manifest_sha256 = excluded.manifest_sha256`,
      [version, JSON.stringify(manifest), manifestSha256],
    );
    // DDL takes no parameters; the version's alphabet is held by the schema and by a check in the database.
    await client.query(
      `create table app.${partition} partition of app.item_vectors for values in ('${version}')`,
    );
    await client.query(`alter table app.${partition} enable row level security`);
    await client.query(`revoke all on app.${partition} from public, anon, authenticated`);
    await pipeline(
      Readable.from(encodeVectorRows(version, vectors)),
      client.query(
        copyFrom(
          `copy app.${partition} (model_version, item_id, embedding, history_input) from stdin (format binary)`,
        ),
      ),
    );
    const width = chooseIndexWidth(vectors);
    if (width !== null) await createVectorIndex(client, { partition, width, vectors });
    await client.query('commit');
    await client.query(`analyze app.${partition}`);
    return { rows: vectors.itemIds.length, indexed };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function isDeployed(client: Client, version: string): Promise<boolean> {
  const { rows } = await client.query('select from app.deployments where model_version = $1', [version]);
  return rows.length > 0;
}

async function partitionName(client: Client, version: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>('select app.item_vectors_partition($1) as name', [
    version,
  ]);
  return rows[0]!.name;
}
