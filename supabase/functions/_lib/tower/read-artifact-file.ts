import { artifactObjectPath } from '../../../../shared/contracts/artifact-paths.ts';
import type { ModelManifest } from '../../../../shared/contracts/model-manifest.ts';
import { AppError } from '../../../../shared/errors/app-error.ts';
import { sha256Hex } from '../../../../shared/features/sha256-hex.ts';
import type { DownloadArtifact } from './create-artifact-download.ts';

/**
 * Downloads a file that the manifest lists and checks it against its entry.
 * @throws AppError ARTIFACT_MISSING when it is not listed or not there, ARTIFACT_CORRUPT when it is another file.
 */
export async function readArtifactFile(
  path: string,
  { manifest, download }: { manifest: ModelManifest; download: DownloadArtifact },
): Promise<Uint8Array<ArrayBuffer>> {
  const entry = manifest.files.find((file) => file.path === path);
  if (!entry) {
    throw new AppError('ARTIFACT_MISSING', `Cannot load ${manifest.version}: its manifest lists no ${path}`);
  }
  const bytes = await download(artifactObjectPath(manifest.version, path));
  if (bytes.byteLength !== entry.bytes) {
    throw corrupt(manifest, path, `it has ${bytes.byteLength} bytes, the manifest says ${entry.bytes}`);
  }
  if ((await sha256Hex(bytes)) !== entry.sha256) {
    throw corrupt(manifest, path, 'its SHA-256 is not the one in the manifest');
  }
  return bytes;
}

function corrupt(manifest: ModelManifest, path: string, problem: string): AppError {
  return new AppError('ARTIFACT_CORRUPT', `Cannot use ${path} of ${manifest.version}: ${problem}`);
}
