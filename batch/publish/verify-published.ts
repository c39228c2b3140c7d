import { createHash } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Client } from 'pg';
import { artifactObjectPath, artifactPaths, modelBucket } from '../../shared/contracts/artifact-paths.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { goldenInput } from '../../shared/features/golden-input.ts';
import { goldenError } from './golden-error.ts';
import type { ItemVectors } from './item-vectors.ts';
import type { Artifact } from './read-artifact.ts';

/** Half precision keeps eleven bits: a unit vector of 768 comes back within this of its length. */
const halfTolerance = 2e-3;
const goldenTolerance = 1e-5;
/** Rounding errors of 768 products cancel out: their sum stays far below the error of one value. */
const productTolerance = 2e-4;
/** Any but those of the golden vectors. */
const probeSeed = 1000;

/**
 * Reads back what was published: every file from Storage against its sha256, the golden vectors recomputed from
 * the stored tower, the number of trained vectors, all norms, and each trained vector against the stored one.
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
  const { seed, error } = await goldenError(manifest, stored);
  // Written so that NaN fails too.
  if (!(error <= goldenTolerance)) throw failed(`golden vector ${seed} is off by ${error}`);
}

async function verifyVectors(client: Client, version: string, vectors: ItemVectors): Promise<void> {
  const { rows } = await client.query<{ count: string; shortest: number; longest: number }>(
    `select count(*) filter (where added_at is null) as count, min(extensions.l2_norm(embedding)) as shortest,
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
  await verifyRows(client, version, vectors);
}

/**
 * Compares every row with the trained one by its inner product with a probe: the vectors themselves need not leave
 * the database. Another vector than the trained one gives the same product by a very rare accident only.
 */
async function verifyRows(client: Client, version: string, vectors: ItemVectors): Promise<void> {
  const probe = goldenInput(probeSeed, vectors.dim);
  const { rows } = await client.query<{ item_id: string; embedding: number; history: number }>(
    `select item_id, -(embedding operator(extensions.<#>) p.probe) as embedding,
       -(history_input operator(extensions.<#>) p.probe) as history
     from app.item_vectors cross join (select $2::real[]::extensions.halfvec(768) as probe) as p
     where model_version = $1`,
    [version, Array.from(probe)],
  );
  const stored = new Map(rows.map((row) => [Number(row.item_id), row]));
  for (const [row, itemId] of vectors.itemIds.entries()) {
    const found = stored.get(itemId);
    for (const [what, table, product] of [
      ['vector', vectors.embeddings, found?.embedding],
      ['history input', vectors.historyInputs, found?.history],
    ] as const) {
      const trained = table.subarray(row * vectors.dim, (row + 1) * vectors.dim);
      const error = Math.abs(innerProduct(trained, probe) - (product ?? Number.NaN));
      const scale = Math.sqrt(innerProduct(trained, trained) * innerProduct(probe, probe));
      // Written so that NaN fails too.
      if (!(error <= productTolerance * scale))
        throw failed(`the ${what} of item ${itemId} is off by ${error}`);
    }
  }
}

function innerProduct(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}

function failed(what: string): AppError {
  return new AppError('VERIFICATION_FAILED', `the published version is not what was trained: ${what}`, {
    hint: 'It was not made active. Publish the run again; if this persists, train again.',
  });
}
