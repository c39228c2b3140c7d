import type { StoredItem } from '../io/stored-items.ts';
import { checkItemVectors } from './check-item-vectors.ts';
import type { GraphModel } from './graph-model/graph-model.ts';
import type { ItemVectors } from './item-vectors.ts';
import { type RunItemTowerOptions, runItemTower } from './run-item-tower.ts';

export interface EmbeddedItems {
  /** Checked: distinct ids, finite values, unit length. */
  vectors: ItemVectors;
  /** Items that are nothing to the tower, of whose content it knows none: they have no vector. */
  unknown: number;
}

/**
 * Vectors of items by what they are alone; the part of the item tower that knows items by their id counts as unseen.
 * @throws AppError VERIFICATION_FAILED where the tower gives what cannot be searched by.
 */
export async function embedItems(
  tower: GraphModel,
  items: readonly StoredItem[],
  options: RunItemTowerOptions,
): Promise<EmbeddedItems> {
  const { dim } = options.spec;
  const { historyInputs, embeddings } = await runItemTower(tower, items, options);
  const row = (table: Float32Array, index: number) => table.subarray(index * dim, (index + 1) * dim);
  const known = items.flatMap((_, index) =>
    row(embeddings, index).some((value) => value !== 0) ? index : [],
  );
  const vectors: ItemVectors = {
    dim,
    itemIds: known.map((index) => items[index]!.id),
    embeddings: new Float32Array(known.length * dim),
    historyInputs: new Float32Array(known.length * dim),
  };
  for (const [at, index] of known.entries()) {
    vectors.embeddings.set(row(embeddings, index), at * dim);
    vectors.historyInputs.set(row(historyInputs, index), at * dim);
  }
  if (known.length > 0) checkItemVectors(vectors);
  return { vectors, unknown: items.length - known.length };
}
