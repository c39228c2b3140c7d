import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import type { ModelManifest } from '../../../shared/contracts/model-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { selectBackend } from '../../train/backend/select-backend.ts';
import { importArtifact } from './import-artifact.ts';
import { importForeignModel } from './import-foreign-model.ts';

export interface ImportModelOptions {
  root: string;
  /** Feature spec; default `feature_spec.json` in the folder. */
  spec?: string | undefined;
  /** Parquet or vectors.bin; default `vectors.parquet` in the folder, where there is one. */
  vectors?: string | undefined;
  /** Training dataset whose items get vectors from the item tower. */
  dataset?: string | undefined;
  /** JSON file with temperature and weights of popularity. */
  scoring?: string | undefined;
  /** Run folder to make; default `<root>/runs/imported-<hash of what is imported>`. */
  run?: string | undefined;
  /** Bring the tower's output and the embeddings to unit length. */
  normalise: boolean;
  dtype: ModelManifest['dtype'];
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface ImportedModel {
  run: string;
  manifest: ModelManifest;
  /** What the folder held. */
  format: 'artifact' | 'layers-model' | 'graph-model';
  items: number;
  vectorsFrom: string;
}

/**
 * A model made elsewhere, or exported from here, as a run that can be published: an exported artifact bit for bit, a
 * TF.js LayersModel or GraphModel with a feature spec beside it as an artifact of ours. Importing the same again finds
 * the run that is there.
 * @throws AppError INVALID_DATA, INVALID_CONFIG, ARTIFACT_MISSING … saying what is wrong with which file.
 */
export async function importModel(folder: string, options: ImportModelOptions): Promise<ImportedModel> {
  await selectBackend('wasm');
  if (!(await isThere(join(folder, artifactPaths.manifest)))) return importForeignModel(folder, options);
  for (const name of ['spec', 'scoring', 'dataset'] as const) {
    if (options[name] === undefined) continue;
    throw new AppError(
      'INVALID_CONFIG',
      `Cannot use --${name}: ${folder} holds an artifact that says it itself`,
      {
        hint: `Leave it out, or remove ${artifactPaths.manifest} to import the towers alone.`,
      },
    );
  }
  return importArtifact(folder, options);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
