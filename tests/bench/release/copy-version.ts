import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { createSupabaseClient } from '../../../batch/io/create-supabase-client.ts';
import { downloadArtifact } from '../../../batch/publish/download-artifact.ts';
import { downloadItemVectors } from '../../../batch/publish/download-item-vectors.ts';
import { loadItemVectors } from '../../../batch/publish/load-item-vectors.ts';
import { uploadArtifact } from '../../../batch/publish/upload-artifact.ts';
import { artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import type { BenchStack } from '../support/open-bench-stack.ts';

/** Publishes a version once more under another name, which it returns. */
export async function copyVersion(
  database: Client,
  { stack, version }: { stack: BenchStack; version: string },
): Promise<string> {
  const storage = createSupabaseClient(stack.apiUrl, stack.secretKey);
  const { rows } = await database.query<{ sha: string }>(
    'select manifest_sha256 as sha from app.models where version = $1',
    [version],
  );
  const artifact = await downloadArtifact(storage, { version, manifestSha256: rows[0]!.sha });
  const vectors = await downloadItemVectors(database, version, {
    dim: artifact.manifest.dim,
    added: false,
  });
  const manifest = { ...artifact.manifest, version: `${version}-copy` };
  const bytes = Buffer.from(JSON.stringify(manifest));
  const copy = {
    manifest,
    manifestSha256: createHash('sha256').update(bytes).digest('hex'),
    files: new Map([...artifact.files, [artifactPaths.manifest, bytes]]),
  };
  await uploadArtifact(storage, copy);
  await loadItemVectors(database, copy, vectors);
  return manifest.version;
}
