import { createHash } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { artifactObjectPath, artifactPaths, modelBucket } from '../../shared/contracts/artifact-paths.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Artifact } from './read-artifact.ts';

/**
 * Puts every file of an artifact into Storage, the manifest last. Paths are immutable: a file that is there
 * already must hold the same bytes (an earlier try got that far), or the upload is refused.
 * @throws AppError ARTIFACT_CORRUPT or STORAGE_UNAVAILABLE
 */
export async function uploadArtifact(client: SupabaseClient, { manifest, files }: Artifact): Promise<void> {
  const bucket = client.storage.from(modelBucket);
  const inOrder = [...files].sort(
    ([a], [b]) => Number(a === artifactPaths.manifest) - Number(b === artifactPaths.manifest),
  );
  for (const [path, bytes] of inOrder) {
    const objectPath = artifactObjectPath(manifest.version, path);
    const contentType = path.endsWith('.json') ? 'application/json' : 'application/octet-stream';
    const { error } = await bucket.upload(objectPath, bytes, { upsert: false, contentType });
    if (!error) continue;
    const stored = await bucket.download(objectPath);
    if (stored.error) {
      throw new AppError('STORAGE_UNAVAILABLE', `cannot store ${objectPath}: ${error.message}`, {
        hint: 'Check that the bucket "models" is there (migrations) and that the secret key is right; then run again.',
        cause: error,
      });
    }
    if (sha256(Buffer.from(await stored.data.arrayBuffer())) !== sha256(bytes)) {
      throw new AppError('ARTIFACT_CORRUPT', `${objectPath} is stored already with other bytes`, {
        hint: 'Artifacts are immutable: train again, which makes a new version.',
      });
    }
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
