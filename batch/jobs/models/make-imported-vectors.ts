import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { FeatureSpec } from '../../../shared/features/feature-spec.ts';
import { findDataset } from '../../io/datasets/find-dataset.ts';
import { readTrainingDataset } from '../../io/training/read-training-dataset.ts';
import type { GraphModel } from '../../publish/graph-model/graph-model.ts';
import type { ItemVectors } from '../../publish/item-vectors.ts';
import { runItemTower } from '../../publish/run-item-tower.ts';
import { exportedVectors } from './exported-vectors.ts';
import type { ImportModelOptions } from './import-model.ts';
import { readGivenVectors } from './read-given-vectors.ts';
import { withDuck } from './with-duck.ts';

export interface ImportedVectors {
  vectors: ItemVectors;
  /** SHA-256 (hex): of the dataset, or of the vectors where they were given. */
  fingerprint: string;
  /** File or dataset. */
  from: string;
}

/** Item vectors from a file, or by the item tower for the items of a training dataset. */
export async function makeImportedVectors(
  { folder, spec, itemTower }: { folder: string; spec: FeatureSpec; itemTower: GraphModel | null },
  options: ImportModelOptions,
): Promise<ImportedVectors> {
  const { dataset, root } = options;
  if (dataset !== undefined && options.vectors !== undefined) {
    throw new AppError('INVALID_CONFIG', 'Cannot use --vectors and --dataset together', {
      hint: 'Vectors come from a file or from the item tower.',
    });
  }
  if (dataset !== undefined) return withItemTower(dataset, { spec, itemTower }, options);
  const path = options.vectors ?? (await vectorsBeside(folder));
  const vectors = await withDuck(root, (duck) => readGivenVectors(duck, path, spec));
  if (options.normalise) normaliseInPlace(vectors.embeddings, spec.dim);
  const { itemIds, embeddings, historyInputs } = vectors;
  const hash = createHash('sha256');
  for (const table of [Float64Array.from(itemIds), embeddings, historyInputs]) {
    hash.update(new Uint8Array(table.buffer, table.byteOffset, table.byteLength));
  }
  return { vectors, fingerprint: hash.digest('hex'), from: path };
}

async function withItemTower(
  dataset: string,
  { spec, itemTower }: { spec: FeatureSpec; itemTower: GraphModel | null },
  { root, signal, onProgress }: ImportModelOptions,
): Promise<ImportedVectors> {
  if (itemTower === null) {
    throw new AppError('INVALID_CONFIG', 'Cannot make item vectors from --dataset: there is no item tower', {
      hint: 'Put it in item_tower/model.json, or give the vectors with --vectors.',
    });
  }
  const { folder } = await findDataset(join(root, 'data'), dataset);
  const { items, fingerprint } = await withDuck(root, (duck) => readTrainingDataset(duck, folder));
  const made = await runItemTower(itemTower, items, { spec, signal, onProgress });
  const vectors = { dim: spec.dim, itemIds: items.map(({ id }) => id), ...made };
  return { vectors, fingerprint, from: dataset };
}

async function vectorsBeside(folder: string): Promise<string> {
  const path = join(folder, exportedVectors);
  await access(path).catch((cause: unknown) => {
    throw new AppError('INVALID_CONFIG', `Cannot import ${folder} without item vectors`, {
      hint: 'Give them with --vectors, or name with --dataset the items that the item tower is to embed.',
      cause,
    });
  });
  return path;
}

function normaliseInPlace(table: Float32Array, dim: number): void {
  for (let first = 0; first < table.length; first += dim) {
    const row = table.subarray(first, first + dim);
    const length = Math.hypot(...row);
    // A row of zeros stays one, and is refused as such.
    if (length > 0) for (let at = 0; at < dim; at++) row[at] = row[at]! / length;
  }
}
