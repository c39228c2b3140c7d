import { createHash } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Client } from 'pg';
import { artifactObjectPath, artifactPaths, modelBucket } from '../../shared/contracts/artifact-paths.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { goldenInput } from '../../shared/features/golden-input.ts';
import type { ItemVectors } from './item-vectors.ts';
import type { Artifact } from './read-artifact.ts';
import { runUserTower } from './run-user-tower.ts';

/** Half precision keeps eleven bits: a unit vector of 768 comes back within this of its length and of itself. */
const halfTolerance = 2e-3;
const goldenTolerance = 1e-5;

/**
 * Reads back what was published: every file from Storage against its sha256, the golden vectors recomputed from
 * the stored tower, the number of vectors, their norms, and the vectors of some items against the trained ones.
 * @throws AppError VERIFICATION_FAILED, naming the first thing that is wrong.
 */
export async function verifyPublished(
  { storage, database }: { storage: SupabaseClient; database: Client },
  artifact: Artifact,
  vectors: ItemVectors,
): Promise<void> {
  const stored = await verifyFiles(storage, artifact);
  await verifyGolden(artifact, stored);
  await verifyVectors(database, artifact.manifest.version, vectors);
}

async function verifyFiles(client: SupabaseClient, artifact: Artifact): Promise<Map<string, Buffer>> {
  const stored = new Map<string, Buffer>();
  const expected = [
    { path: artifactPaths.manifest, sha256: artifact.manifestSha256 },
    ...artifact.manifest.files,
  ];
  for (const { path, sha256 } of expected) {
    const objectPath = artifactObjectPath(artifact.manifest.version, path);
    const { data, error } = await client.storage.from(modelBucket).download(objectPath);
    if (error) throw failed(`${objectPath} can not be read from Storage: ${error.message}`);
    const bytes = Buffer.from(await data.arrayBuffer());
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw failed(`${objectPath} has other bytes`);
    stored.set(path, bytes);
  }
  return stored;
}

async function verifyGolden({ manifest }: Artifact, stored: Map<string, Buffer>): Promise<void> {
  const tower = {
    modelJson: stored.get(artifactPaths.userTowerModel)!.toString(),
    weights: new Uint8Array(stored.get(artifactPaths.userTowerWeights)!),
  };
  const inputs = manifest.golden.map(({ seed }) => goldenInput(seed, 3 * manifest.dim));
  const embeddings = await runUserTower(tower, manifest.dim, inputs);
  for (const [index, { seed, embedding }] of manifest.golden.entries()) {
    const worst = Math.max(...embedding.map((value, at) => Math.abs(value - embeddings[index]![at]!)));
    // Written so that NaN fails too.
    if (!(worst <= goldenTolerance)) throw failed(`golden vector ${seed} is off by ${worst}`);
  }
}

async function verifyVectors(client: Client, version: string, vectors: ItemVectors): Promise<void> {
  const { rows } = await client.query<{ count: string; shortest: number; longest: number }>(
    `select count(*) as count, min(extensions.l2_norm(embedding)) as shortest,
       max(extensions.l2_norm(embedding)) as longest
     from app.item_vectors where model_version = $1`,
    [version],
  );
  const { count, shortest, longest } = rows[0]!;
  if (Number(count) !== vectors.itemIds.length)
    throw failed(`${count} vectors are stored, not ${vectors.itemIds.length}`);
  if (!(shortest > 1 - halfTolerance && longest < 1 + halfTolerance)) {
    throw failed(`embeddings are between ${shortest} and ${longest} long, not 1`);
  }
  const sampled = [0, Math.floor(vectors.itemIds.length / 2), vectors.itemIds.length - 1];
  for (const row of sampled) {
    const itemId = vectors.itemIds[row]!;
    const found = await client.query<{ embedding: string }>(
      'select embedding::text as embedding from app.item_vectors where model_version = $1 and item_id = $2',
      [version, itemId],
    );
    const values = JSON.parse(found.rows[0]?.embedding ?? '[]') as number[];
    const trained = vectors.embeddings.subarray(row * vectors.dim, (row + 1) * vectors.dim);
    const worst = Math.max(...trained.map((value, at) => Math.abs(value - values[at]!)));
    if (!(worst <= halfTolerance)) throw failed(`the vector of item ${itemId} is off by ${worst}`);
  }
}

function failed(what: string): AppError {
  return new AppError('VERIFICATION_FAILED', `the published version is not what was trained: ${what}`, {
    hint: 'It was not made active. Publish the run again; if this persists, train again.',
  });
}
