import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { checkItemVectors } from '../../publish/check-item-vectors.ts';
import { writeItemVectors } from '../../publish/item-vectors.ts';
import { readArtifact } from '../../publish/read-artifact.ts';
import { runFolderPaths } from '../../publish/run-folder-paths.ts';
import { verifyArtifact } from '../../publish/verify-artifact.ts';
import { exportedVectors } from './exported-vectors.ts';
import type { ImportedModel, ImportModelOptions } from './import-model.ts';
import { readGivenVectors } from './read-given-vectors.ts';
import { withDuck } from './with-duck.ts';

/** An exported artifact, verified and copied bit for bit. The backend must have been selected. */
export async function importArtifact(folder: string, options: ImportModelOptions): Promise<ImportedModel> {
  if (options.normalise || options.dtype !== 'float32') {
    throw new AppError(
      'INVALID_CONFIG',
      `Cannot change ${folder} while importing: it holds a finished artifact`,
      {
        hint: 'Leave --normalise and --dtype out.',
      },
    );
  }
  const artifact = await readArtifact(folder);
  const { manifest } = artifact;
  await verifyArtifact(artifact);
  const vectorsPath = options.vectors ?? join(folder, exportedVectors);
  if (options.vectors === undefined) {
    await access(vectorsPath).catch((cause: unknown) => {
      throw new AppError('ARTIFACT_MISSING', `Cannot import ${folder}: it holds no ${exportedVectors}`, {
        hint: 'Export the model with --vectors, or name a file of its item vectors with --vectors.',
        cause,
      });
    });
  }
  const vectors = await withDuck(options.root, (duck) => readGivenVectors(duck, vectorsPath, manifest));
  const { items } = checkItemVectors(vectors);
  if (items !== manifest.itemCount) {
    throw new AppError(
      'VERIFICATION_FAILED',
      `Cannot import ${folder}: there are ${items} item vectors, the manifest says ${manifest.itemCount}`,
      { hint: 'Name the vectors of this very version with --vectors.' },
    );
  }
  options.signal?.throwIfAborted();
  const run = options.run ?? join(options.root, 'runs', `imported-${artifact.manifestSha256.slice(0, 12)}`);
  const paths = runFolderPaths(run);
  await mkdir(run, { recursive: true });
  await writeItemVectors(paths.vectors, vectors);
  await copyFiles(artifact.files, paths.artifact);
  return { run, manifest, format: 'artifact', items, vectorsFrom: vectorsPath };
}

/** The artifact last and in one step: a run folder without it is not a finished run. */
async function copyFiles(files: ReadonlyMap<string, Buffer>, folder: string): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(partial, path)), { recursive: true });
    await writeFile(join(partial, path), bytes);
  }
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
}
