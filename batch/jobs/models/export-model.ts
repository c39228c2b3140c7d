import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { writeVectorsParquet } from '../../publish/write-vectors-parquet.ts';
import { exportedVectors } from './exported-vectors.ts';
import type { FoundModel } from './find-model.ts';
import { readModel } from './read-model.ts';
import { withDuck } from './with-duck.ts';

export interface ExportModelOptions {
  root: string;
  dbUrl?: string | undefined;
  /** Folder to write, which must be empty or not be there. */
  to: string;
  /** Write the item vectors too, as Parquet. */
  vectors: boolean;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface ExportedModel {
  version: string;
  folder: string;
  files: string[];
  /** Null where they were not asked for. */
  vectors: number | null;
}

/**
 * Writes a model as a folder that stands alone: the artifact, byte for byte, and with `vectors` vectors.parquet. It
 * appears complete or not at all. From a run where there is one, else from Storage and the database, which keeps
 * vectors in half precision.
 * @throws AppError INVALID_CONFIG when the folder is not empty.
 */
export async function exportModel(model: FoundModel, options: ExportModelOptions): Promise<ExportedModel> {
  const { to, root, signal } = options;
  if ((await readdir(to).catch(() => [])).length > 0) {
    throw new AppError('INVALID_CONFIG', `Cannot export to ${to}: the folder is not empty`, {
      hint: 'Name a new folder with --to.',
    });
  }
  const { artifact, vectors } = await readModel(model, options);
  signal?.throwIfAborted();
  const partial = `${to}.partial`;
  await rm(partial, { recursive: true, force: true });
  for (const [path, bytes] of artifact.files) {
    await mkdir(dirname(join(partial, path)), { recursive: true });
    await writeFile(join(partial, path), bytes);
  }
  if (vectors) {
    await withDuck(root, (duck) => writeVectorsParquet(duck, join(partial, exportedVectors), vectors));
  }
  await rm(to, { recursive: true, force: true });
  await rename(partial, to);
  return {
    version: artifact.manifest.version,
    folder: to,
    files: [...artifact.files.keys(), ...(vectors ? [exportedVectors] : [])],
    vectors: vectors?.itemIds.length ?? null,
  };
}
