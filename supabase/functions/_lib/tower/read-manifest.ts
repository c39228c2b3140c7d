import { artifactObjectPath, artifactPaths } from '../../../../shared/contracts/artifact-paths.ts';
import { type ModelManifest, modelManifestSchema } from '../../../../shared/contracts/model-manifest.ts';
import { AppError } from '../../../../shared/errors/app-error.ts';
import { sha256Hex } from '../../../../shared/features/sha256-hex.ts';
import type { DownloadArtifact } from './create-artifact-download.ts';

/** What the database says about the active version. */
export interface TowerReference {
  version: string;
  /** SHA-256 (hex) of manifest.json's bytes. */
  manifestSha256: string;
}

/** @throws AppError ARTIFACT_MISSING, or MANIFEST_MISMATCH when it is not the manifest that the database names. */
export async function readManifest(
  { version, manifestSha256 }: TowerReference,
  download: DownloadArtifact,
): Promise<ModelManifest> {
  const bytes = await download(artifactObjectPath(version, artifactPaths.manifest));
  if ((await sha256Hex(bytes)) !== manifestSha256) {
    throw mismatch(version, 'its SHA-256 is not the one in the database');
  }
  const manifest = parse(bytes, version);
  if (manifest.version !== version) throw mismatch(version, 'it belongs to another version');
  return manifest;
}

function parse(bytes: Uint8Array, version: string): ModelManifest {
  try {
    return modelManifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw mismatch(version, 'it does not have the expected form', cause);
  }
}

function mismatch(version: string, problem: string, cause?: unknown): AppError {
  return new AppError('MANIFEST_MISMATCH', `Cannot use the manifest of ${version}: ${problem}`, { cause });
}
