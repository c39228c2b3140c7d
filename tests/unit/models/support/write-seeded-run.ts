import { mkdir } from 'node:fs/promises';
import { writeItemVectors } from '../../../../batch/publish/item-vectors.ts';
import { runFolderPaths } from '../../../../batch/publish/run-folder-paths.ts';
import { type ArtifactInput, writeArtifact } from '../../../../batch/publish/write-artifact.ts';
import { selectBackend } from '../../../../batch/train/backend/select-backend.ts';
import { seededNumbers } from '../../../contract/support/seeded-numbers.ts';
import { seededArtifactInput } from '../../publish/support/seeded-artifact-input.ts';

export interface SeededRunOptions {
  dim: number;
  itemCount: number;
  seed?: number;
  input?: Partial<ArtifactInput>;
}

/** A finished run folder with drawn weights and vectors; ids are 1 to itemCount. */
export async function writeSeededRun(folder: string, { dim, itemCount, seed = 1, input }: SeededRunOptions) {
  await selectBackend('wasm');
  const paths = runFolderPaths(folder);
  await mkdir(folder, { recursive: true });
  const historyInputs = seededNumbers(seed + 10, itemCount * dim, 1);
  const embeddings = unitRows(historyInputs, dim);
  const vectors = {
    dim,
    itemIds: Array.from({ length: itemCount }, (_, at) => at + 1),
    embeddings,
    historyInputs,
  };
  await writeItemVectors(paths.vectors, vectors);
  const manifest = await writeArtifact(paths.artifact, {
    ...seededArtifactInput({ dim, itemCount, seed }),
    ...input,
  });
  return { manifest, vectors, paths };
}

export function unitRows(table: Float32Array, dim: number): Float32Array {
  const unit = table.slice();
  for (let first = 0; first < unit.length; first += dim) {
    const row = unit.subarray(first, first + dim);
    const length = Math.hypot(...row);
    for (let at = 0; at < dim; at++) row[at] = row[at]! / length;
  }
  return unit;
}
