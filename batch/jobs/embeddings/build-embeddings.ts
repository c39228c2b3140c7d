import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Client } from 'pg';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { addressText } from '../../io/datasets/find-dataset.ts';
import { type FinishedPart, writeDatasetParts } from '../../io/datasets/write-dataset-parts.ts';
import { type Duck, openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import type { Connection } from '../../io/resolve-connection.ts';
import { countStoredItems, fingerprintStoredItems, readStoredItems } from '../../io/stored-items.ts';
import { embedItems } from '../../publish/embed-items.ts';
import { writeVectorsParquet } from '../../publish/write-vectors-parquet.ts';
import { selectBackend } from '../../train/backend/select-backend.ts';
import { type ReadItemTower, readItemTower } from './read-item-tower.ts';

/** Rises when the same items and the same tower would give other rows. */
const semantics = 1;
/** Of one Parquet file: some 30 MB in memory at 768. */
const itemsAFile = 5000;

export interface BuildEmbeddingsOptions {
  /** Version, name of a run, or run folder. */
  model: string;
  connection: Connection;
  root: string;
  dataRoot: string;
  shard: { index: number; count: number };
  signal: AbortSignal;
  onProgress?: (items: number) => void;
}

export interface BuiltEmbeddings {
  version: string;
  /** `processed/item-vectors@…`; null while parts of it are missing. */
  dataset: string | null;
  folder: string | null;
  items: number;
  vectors: number;
  /** Parts that others have to make. */
  missing: number[];
}

/**
 * Embeds the active catalogue by a model's item tower, without what it knows of single items, into the dataset
 * processed/item-vectors: item_id, embedding, history_input. The dataset is named by model and catalogue, so that all
 * parts must see the same catalogue; whoever makes the last part joins them. Memory does not grow with the items.
 * @throws AppError as readItemTower and embedItems do.
 */
export async function buildEmbeddings(
  client: Client,
  options: BuildEmbeddingsOptions,
): Promise<BuiltEmbeddings> {
  const { dataRoot, shard, signal } = options;
  await selectBackend('wasm');
  const tower = await readItemTower(client, options);
  const catalogue = await fingerprintStoredItems(client);
  const parameters = { model: tower.version, manifestSha256: tower.manifestSha256, catalogue };
  const basis = JSON.stringify({ semantics, ...parameters });
  const plan = {
    stage: 'processed' as const,
    name: 'item-vectors',
    version: createHash('sha256').update(basis).digest('hex').slice(0, 16),
    schema: { name: 'item-vectors', version: 1 },
    parents: [],
    inputs: [],
    parameters,
  };
  const all = await countStoredItems(client, {});
  const duck = await openDuckDb({ tempFolder: dataRootPaths(dataRoot).temp, memoryMegabytes: 512 });
  try {
    const made = await writeDatasetParts({ dataRoot, duck, signal }, plan, {
      shard,
      fillPart: (folder) => fillPart({ client, duck }, tower, { ...options, folder }),
      finish: (parts) => account(parts, all),
    });
    if (!made.complete) {
      return {
        version: tower.version,
        dataset: null,
        folder: null,
        items: 0,
        vectors: 0,
        missing: made.missing,
      };
    }
    const { dataset, counts } = made;
    return {
      version: tower.version,
      dataset: addressText(dataset.manifest),
      folder: dataset.folder,
      items: counts.items!,
      vectors: counts.vectors!,
      missing: [],
    };
  } finally {
    await duck.close();
  }
}

async function fillPart(
  { client, duck }: { client: Client; duck: Duck },
  { tower, spec }: ReadItemTower,
  { shard, folder, signal, onProgress }: BuildEmbeddingsOptions & { folder: string },
) {
  const files: string[] = [];
  const counts = { items: 0, vectors: 0 };
  for (let after = 0; ; ) {
    const items = await readStoredItems(client, { shard, after, limit: itemsAFile });
    if (items.length === 0 && files.length > 0) break;
    const { vectors } = await embedItems(tower, items, { spec, signal });
    const file = `vectors-${String(files.length + 1).padStart(5, '0')}.parquet`;
    await writeVectorsParquet(duck, join(folder, file), vectors);
    files.push(file);
    counts.items += items.length;
    counts.vectors += vectors.itemIds.length;
    onProgress?.(counts.items);
    if (items.length < itemsAFile) break;
    after = items.at(-1)!.id;
  }
  return { tables: { vectors: files }, counts };
}

/** Every active item is in one part, with a vector or without. */
function account(parts: readonly FinishedPart[], all: number) {
  const sum = (key: string) => parts.reduce((total, { counts }) => total + counts[key]!, 0);
  const [items, vectors] = [sum('items'), sum('vectors')];
  if (items !== all) throw new Error(`there are ${all} items, the parts hold ${items}`);
  return { read: items, accepted: vectors, quarantined: items - vectors };
}
