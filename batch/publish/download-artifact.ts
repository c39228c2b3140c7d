import { createHash } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { artifactObjectPath, artifactPaths, modelBucket } from '../../shared/contracts/artifact-paths.ts';
import { modelManifestSchema } from '../../shared/contracts/model-manifest.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Artifact } from './read-artifact.ts';

/**
 * A published version's artifact from Storage; the manifest must be the one that the database names, every file the
 * one that the manifest names.
 * @throws AppError ARTIFACT_MISSING, MANIFEST_MISMATCH or ARTIFACT_CORRUPT, naming the object.
 */
export async function downloadArtifact(
  client: SupabaseClient,
  { version, manifestSha256 }: { version: string; manifestSha256: string },
): Promise<Artifact> {
  const manifestBytes = await download(client, artifactObjectPath(version, artifactPaths.manifest));
  if (sha256(manifestBytes) !== manifestSha256) {
    throw new AppError(
      'MANIFEST_MISMATCH',
      `the manifest of ${version} is not the one that the database names`,
    );
  }
  const parsed = modelManifestSchema.safeParse(JSON.parse(manifestBytes.toString()));
  if (!parsed.success) {
    throw new AppError(
      'MANIFEST_MISMATCH',
      `the manifest of ${version} does not have the form that this code knows`,
      {
        cause: parsed.error,
      },
    );
  }
  const files = new Map([[artifactPaths.manifest as string, manifestBytes]]);
  for (const entry of parsed.data.files) {
    const path = artifactObjectPath(version, entry.path);
    const bytes = await download(client, path);
    if (bytes.length !== entry.bytes || sha256(bytes) !== entry.sha256) {
      throw new AppError('ARTIFACT_CORRUPT', `${path} in Storage is not what the manifest says`);
    }
    files.set(entry.path, bytes);
  }
  return { manifest: parsed.data, manifestSha256, files };
}

async function download(client: SupabaseClient, path: string): Promise<Buffer> {
  const { data, error } = await client.storage.from(modelBucket).download(path);
  if (error) {
    throw new AppError('ARTIFACT_MISSING', `${path} can not be read from Storage: ${error.message}`, {
      hint: 'Publish the run again: what is missing is added.',
      cause: error,
    });
  }
  return Buffer.from(await data.arrayBuffer());
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
