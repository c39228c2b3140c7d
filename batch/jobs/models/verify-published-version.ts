import type { Client } from 'pg';
import { createSupabaseClient } from '../../io/create-supabase-client.ts';
import { downloadArtifact } from '../../publish/download-artifact.ts';
import type { Artifact } from '../../publish/read-artifact.ts';
import { verifyArtifact } from '../../publish/verify-artifact.ts';
import { selectBackend } from '../../train/backend/select-backend.ts';
import type { PublishedModelRow } from './published-models.ts';
import { requireOfModel } from './require-of-model.ts';

/** As much as half precision may change the length of a unit vector of 768. */
const halfTolerance = 2e-3;

/**
 * Verifies what lies in Storage and in the database of a version. Says what holds, a line
 * each.
 * @throws AppError with the code of the first thing that does not hold.
 */
export async function verifyPublishedVersion(
  { version, manifestSha256 }: Pick<PublishedModelRow, 'version' | 'manifestSha256'>,
  { client, api }: { client: Client; api: { url: string; secretKey: string } },
): Promise<{ artifact: Artifact; checks: string[] }> {
  await selectBackend('wasm');
  const storage = createSupabaseClient(api.url, api.secretKey);
  const artifact = await downloadArtifact(storage, { version, manifestSha256 });
  return {
    artifact,
    checks: [...(await verifyArtifact(artifact)), await verifyStoredVectors(client, artifact)],
  };
}

async function verifyStoredVectors(client: Client, artifact: Artifact): Promise<string> {
  const { rows } = await client.query<{ count: number; added: number; shortest: number; longest: number }>(
    `select count(*) filter (where added_at is null)::integer as count, count(added_at)::integer as added,
       min(extensions.l2_norm(embedding)) as shortest,
       max(extensions.l2_norm(embedding)) as longest
     from app.item_vectors where model_version = $1`,
    [artifact.manifest.version],
  );
  const { count, added, shortest, longest } = rows[0]!;
  requireOfModel(
    count === artifact.manifest.itemCount,
    `there are ${count} item vectors, the manifest says ${artifact.manifest.itemCount}`,
  );
  requireOfModel(
    shortest > 1 - halfTolerance && longest < 1 + halfTolerance,
    `stored embeddings are between ${shortest} and ${longest} long, not 1`,
  );
  const more = added === 0 ? '' : ` and ${added} of items added since`;
  return `${count} stored vectors${more}, lengths ${shortest.toFixed(6)} to ${longest.toFixed(6)}`;
}
