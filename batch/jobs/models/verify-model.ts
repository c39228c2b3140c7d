import { AppError } from '../../../shared/errors/app-error.ts';
import { connectDatabase } from '../../io/connect-database.ts';
import { resolveConnection } from '../../io/resolve-connection.ts';
import { checkItemVectors } from '../../publish/check-item-vectors.ts';
import { readItemVectors } from '../../publish/item-vectors.ts';
import { readArtifact } from '../../publish/read-artifact.ts';
import { runFolderPaths } from '../../publish/run-folder-paths.ts';
import { verifyArtifact } from '../../publish/verify-artifact.ts';
import { selectBackend } from '../../train/backend/select-backend.ts';
import type { FoundModel } from './find-model.ts';
import type { PublishedModelRow } from './published-models.ts';
import { requireOfModel } from './require-of-model.ts';
import { verifyPublishedVersion } from './verify-published-version.ts';

export interface VerifiedPlace {
  /** Run folder, or `published`. */
  place: string;
  version: string;
  /** What holds, a line each. */
  checks: string[];
}

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
  if (published) places.push(await verifyPublished(published, options));
  return places;
}

async function verifyRun(folder: string): Promise<VerifiedPlace> {
  const paths = runFolderPaths(folder);
  const artifact = await readArtifact(paths.artifact);
  const checks = await verifyArtifact(artifact);
  const vectors = await readItemVectors(paths.vectors);
  requireOfModel(
    vectors.dim === artifact.manifest.dim,
    `vectors are ${vectors.dim} wide, not ${artifact.manifest.dim}`,
  );
  const { items, shortest, longest } = checkItemVectors(vectors);
  requireOfModel(
    items === artifact.manifest.itemCount,
    `there are ${items} item vectors, the manifest says ${artifact.manifest.itemCount}`,
  );
  checks.push(`${items} item vectors, lengths ${shortest.toFixed(6)} to ${longest.toFixed(6)}`);
  return { place: folder, version: artifact.manifest.version, checks };
}

async function verifyPublished(
  published: PublishedModelRow,
  options: { root: string; dbUrl?: string | undefined },
): Promise<VerifiedPlace> {
  const { dbUrl, api } = await resolveConnection({ root: options.root, flags: { dbUrl: options.dbUrl } });
  if (api === null) {
    throw new AppError('INVALID_CONFIG', 'Cannot verify what is in Storage: only the database is named', {
      hint: 'Set SUPABASE_URL and SUPABASE_SECRET_KEY as well.',
    });
  }
  const client = await connectDatabase(dbUrl, { applicationName: 'matching models verify' });
  try {
    const { checks } = await verifyPublishedVersion(published, { client, api });
    return { place: 'published', version: published.version, checks };
  } finally {
    await client.end();
  }
}
