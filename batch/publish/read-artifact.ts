import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactPaths } from '../../shared/contracts/artifact-paths.ts';
import { type ModelManifest, modelManifestSchema } from '../../shared/contracts/model-manifest.ts';
import { AppError } from '../../shared/errors/app-error.ts';

export interface Artifact {
  manifest: ModelManifest;
  /** Of manifest.json as it is stored. */
  manifestSha256: string;
  /** By path, manifest.json included; every file's length and sha256 were checked. */
  files: Map<string, Buffer>;
}

/** @throws AppError ARTIFACT_MISSING, ARTIFACT_CORRUPT or MANIFEST_MISMATCH, naming the file. */
export async function readArtifact(folder: string): Promise<Artifact> {
  const manifestBytes = await readArtifactFile(folder, artifactPaths.manifest);
  const manifest = parseManifest(manifestBytes, folder);
  const files = new Map([[artifactPaths.manifest as string, manifestBytes]]);
  for (const { path, bytes, sha256 } of manifest.files) {
    const content = await readArtifactFile(folder, path);
    if (content.length !== bytes || sha256Of(content) !== sha256) {
      throw new AppError('ARTIFACT_CORRUPT', `${join(folder, path)} is not what the manifest says`, {
        hint: 'The file was changed or cut short after training: train again.',
      });
    }
    files.set(path, content);
  }
  return { manifest, manifestSha256: sha256Of(manifestBytes), files };
}

async function readArtifactFile(folder: string, path: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, path));
  } catch (cause) {
    throw new AppError('ARTIFACT_MISSING', `${join(folder, path)} can not be read`, {
      hint: 'Name the folder of a finished training run.',
      cause,
    });
  }
}

function parseManifest(bytes: Buffer, folder: string): ModelManifest {
  const path = join(folder, artifactPaths.manifest);
  let manifest: ModelManifest;
  try {
    manifest = modelManifestSchema.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw new AppError('MANIFEST_MISMATCH', `${path} is not a manifest`, { cause });
  }
  // It may come from somebody else, and its paths are read and written.
  const known = new Set<string>(Object.values(artifactPaths));
  const strange = manifest.files.find(
    (file) => !known.has(file.path) || file.path === artifactPaths.manifest,
  );
  if (strange) {
    throw new AppError(
      'MANIFEST_MISMATCH',
      `${path} lists ${JSON.stringify(strange.path)}, which is no file of a model`,
    );
  }
  return manifest;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
