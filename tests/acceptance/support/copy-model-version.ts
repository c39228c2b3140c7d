import { artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import type { LiveModel } from './live-model.ts';
import { StoredArtifact, sha256 } from './stored-artifact.ts';

/**
 * Publishes the live model once more under the name `version` and activates it: a version of its own, which no tower
 * cache knows yet, with files that a test may break.
 */
export async function copyModelVersion(
  { admin, database, version: source }: LiveModel,
  version: string,
): Promise<StoredArtifact> {
  const from = new StoredArtifact(admin, source);
  const to = new StoredArtifact(admin, version);
  const manifest = { ...(await from.readManifest()), version };
  for (const { path } of manifest.files) await to.write(path, await from.read(path));
  const bytes = Buffer.from(JSON.stringify(manifest));
  await to.write(artifactPaths.manifest, bytes);
  await database.query('insert into app.models (version, manifest, manifest_sha256) values ($1, $2, $3)', [
    version,
    bytes.toString(),
    sha256(bytes),
  ]);
  await database.query(
    `create table app."vectors_${version}" partition of app.item_vectors for values in ('${version}')`,
  );
  await database.query(
    `insert into app.item_vectors
     select $1, item_id, embedding, history_input from app.item_vectors where model_version = $2`,
    [version, source],
  );
  await activate(database, version);
  return to;
}

export async function activate(database: LiveModel['database'], version: string): Promise<void> {
  await database.query("select app.move_model($1, 'active', 'test', 'test')", [version]);
}
