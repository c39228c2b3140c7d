import type { Client } from 'pg';
import { AppError } from '../../../shared/errors/app-error.ts';
import { connectDatabase } from '../../io/connect-database.ts';
import { createSupabaseClient } from '../../io/create-supabase-client.ts';
import { resolveConnection } from '../../io/resolve-connection.ts';
import { checkItemVectors } from '../../publish/check-item-vectors.ts';
import { downloadArtifact } from '../../publish/download-artifact.ts';
import { readItemVectors } from '../../publish/item-vectors.ts';
import { type Artifact, readArtifact } from '../../publish/read-artifact.ts';
import { runFolderPaths } from '../../publish/run-folder-paths.ts';
import { verifyArtifact } from '../../publish/verify-artifact.ts';
import { selectBackend } from '../../train/backend/select-backend.ts';
import type { FoundModel } from './find-model.ts';
import type { PublishedModelRow } from './published-models.ts';

export interface VerifiedPlace {
  /** Run folder, or `published`. */
  place: string;
  version: string;
  /** What holds, a line each. */
  checks: string[];
}

/** As much as half precision may change the length of a unit vector of 768. */
const halfTolerance = 2e-3;

/**
 * Verifies a model wherever it is: as a run, as a published version, or both.
 * @throws AppError with the code of the first thing that does not hold.
 */
export async function verifyModel(
  { run, published }: Pick<FoundModel, 'run' | 'published'>,
  options: { root: string; dbUrl?: string | undefined },
): Promise<VerifiedPlace[]> {
  await selectBackend('wasm');
  const places: VerifiedPlace[] = [];
  if (run !== null) places.push(await verifyRun(run));
  if (published) places.push(await verifyPublishedVersion(published, options));
  return places;
}

async function verifyRun(folder: string): Promise<VerifiedPlace> {
  const paths = runFolderPaths(folder);
  const artifact = await readArtifact(paths.artifact);
  const checks = await verifyArtifact(artifact);
  const vectors = await readItemVectors(paths.vectors);
  expect(
    vectors.dim === artifact.manifest.dim,
    `vectors are ${vectors.dim} wide, not ${artifact.manifest.dim}`,
  );
  const { items, shortest, longest } = checkItemVectors(vectors);
  expectItems(artifact, items);
  checks.push(`${items} item vectors, lengths ${shortest.toFixed(6)} to ${longest.toFixed(6)}`);
  return { place: folder, version: artifact.manifest.version, checks };
}

async function verifyPublishedVersion(
  { version, manifestSha256 }: PublishedModelRow,
  options: { root: string; dbUrl?: string | undefined },
): Promise<VerifiedPlace> {
  const connection = await resolveConnection({ root: options.root, flags: { dbUrl: options.dbUrl } });
  const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching models verify' });
  try {
    const checks: string[] = [];
    if (connection.api) {
      const storage = createSupabaseClient(connection.api.url, connection.api.secretKey);
      const artifact = await downloadArtifact(storage, { version, manifestSha256 });
      checks.push(...(await verifyArtifact(artifact)));
      checks.push(await verifyStoredVectors(client, artifact));
    } else {
      throw new AppError('INVALID_CONFIG', 'Cannot verify what is in Storage: only the database is named', {
        hint: 'Set SUPABASE_URL and SUPABASE_SECRET_KEY as well.',
      });
    }
    return { place: 'published', version, checks };
  } finally {
    await client.end();
  }
}

async function verifyStoredVectors(client: Client, artifact: Artifact): Promise<string> {
  const { rows } = await client.query<{ count: number; added: number; shortest: number; longest: number }>(
    `select count(*) filter (where added_at is null)::integer as count, count(added_at)::integer as added, min(extensions.l2_norm(embedding)) as shortest,
       max(extensions.l2_norm(embedding)) as longest
     from app.item_vectors where model_version = $1`,
    [artifact.manifest.version],
  );
  const { count, added, shortest, longest } = rows[0]!;
  expectItems(artifact, count);
  expect(
    shortest > 1 - halfTolerance && longest < 1 + halfTolerance,
    `stored embeddings are between ${shortest} and ${longest} long, not 1`,
  );
  const more = added === 0 ? '' : ` and ${added} of items added since`;
  return `${count} stored vectors${more}, lengths ${shortest.toFixed(6)} to ${longest.toFixed(6)}`;
}

function expectItems({ manifest }: Artifact, items: number): void {
  expect(
    items === manifest.itemCount,
    `there are ${items} item vectors, the manifest says ${manifest.itemCount}`,
  );
}

function expect(holds: boolean, problem: string): void {
  if (holds) return;
  throw new AppError('VERIFICATION_FAILED', `Cannot use the model: ${problem}`, {
    hint: 'Train or import it again.',
  });
}
