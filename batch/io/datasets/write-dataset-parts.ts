import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { commitDataset } from './commit-dataset.ts';
import { dataRootPaths } from './data-root-paths.ts';
import { type DatasetPart, makePart, partName, readPart } from './dataset-part.ts';
import type { DatasetPlan } from './dataset-plan.ts';
import { partialFolder } from './partial-folder.ts';
import { readManifest } from './read-manifest.ts';
import { withDatasetLock } from './with-dataset-lock.ts';
import type { DatasetEnvironment, WrittenDataset } from './write-dataset.ts';

export interface DatasetPartsOptions {
  /** Which part this process makes, `index` from 1 to `count`; 1 of 1 is the whole dataset. */
  shard: { index: number; count: number };
  /**
   * Writes Parquet files into the part's folder, which is empty, and returns them relative to it, by table. Every part
   * names the same tables and writes a file of each, even without rows: files carry the columns.
   */
  fillPart: (
    partFolder: string,
  ) => Promise<{ tables: Record<string, string[]>; counts: Record<string, number> }>;
  /**
   * Called when all parts are there, before the dataset exists, by one process at a time. Returns its accounting;
   * what it throws keeps the dataset from being made, and the parts stay.
   */
  finish?: (parts: FinishedPart[]) => Promise<DatasetManifest['accounting']> | DatasetManifest['accounting'];
}

export interface FinishedPart {
  /** Absolute. */
  folder: string;
  /** Absolute paths of Parquet files by table. */
  tables: Record<string, string[]>;
  counts: Record<string, number>;
}

export type WrittenParts =
  | { complete: false; missing: number[] }
  | { complete: true; dataset: WrittenDataset; counts: Record<string, number> };

/**
 * Makes one part of a dataset, and the dataset when all its parts are there: whoever finishes last commits it, once. A
 * part counts from the rename of its `part.json` on and is not made again. Processes may be killed and run again, in any
 * order. The fingerprint does not depend on the number of parts. `counts` are summed over the parts.
 */
export async function writeDatasetParts(
  environment: DatasetEnvironment,
  plan: DatasetPlan,
  { shard, fillPart, finish }: DatasetPartsOptions,
): Promise<WrittenParts> {
  const { dataRoot, duck, ...waiting } = environment;
  const folder = dataRootPaths(dataRoot).dataset(plan.stage, plan.name, plan.version);
  const existing = await readManifest(folder);
  if (existing) return found(folder, existing);
  const partial = partialFolder(folder);
  const part = join(partial, partName(shard));
  try {
    // Beside the folder, since the partial folder is renamed while other processes look for it.
    const partLock = join(dirname(folder), `${plan.version}.${partName(shard)}`);
    await withDatasetLock(partLock, waiting, async () => {
      if (await readManifest(folder)) return;
      if (!(await readPart(part))) await makePart(part, fillPart);
    });
  } catch (error) {
    // Somebody else completed the same version in other parts and took the folder away.
    const made = await readManifest(folder);
    if (made) return found(folder, made);
    throw error;
  }
  return withDatasetLock(folder, waiting, async () => {
    const made = await readManifest(folder);
    if (made) return found(folder, made);
    const { parts, missing } = await readParts(partial, shard.count);
    if (missing.length > 0) return { complete: false, missing };
    await removeOthers(partial, shard.count);
    const accounting = (await finish?.(parts.map((one) => finishedPart(partial, one)))) ?? null;
    const tables: Record<string, string[]> = {};
    for (const { name, tables: own } of parts) {
      for (const [table, paths] of Object.entries(own)) {
        tables[table] = [...(tables[table] ?? []), ...paths.map((path) => `${name}/${path}`)];
      }
    }
    const manifest = await commitDataset(duck, plan, { partial, folder, contents: { tables, accounting } });
    return { complete: true, dataset: { folder, manifest, reused: false }, counts: sum(parts) };
  });
}

interface NamedPart extends DatasetPart {
  name: string;
}

async function found(folder: string, manifest: DatasetManifest): Promise<WrittenParts> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('part-'));
  const parts = await Promise.all(names.map((name) => readPart(join(folder, name))));
  return {
    complete: true,
    dataset: { folder, manifest, reused: true },
    counts: sum(parts.filter((part) => part !== null)),
  };
}

async function readParts(partial: string, count: number): Promise<{ parts: NamedPart[]; missing: number[] }> {
  const parts: NamedPart[] = [];
  const missing: number[] = [];
  for (let index = 1; index <= count; index++) {
    const name = partName({ index, count });
    const part = await readPart(join(partial, name));
    if (part) parts.push({ ...part, name });
    else missing.push(index);
  }
  return { parts, missing };
}

/** What an earlier attempt with another number of parts left there is no part of the dataset. */
async function removeOthers(partial: string, count: number): Promise<void> {
  const own = new Set(Array.from({ length: count }, (_, index) => partName({ index: index + 1, count })));
  for (const name of await readdir(partial)) {
    if (!own.has(name)) await rm(join(partial, name), { recursive: true, force: true });
  }
}

function finishedPart(partial: string, { name, tables, counts }: NamedPart): FinishedPart {
  const folder = join(partial, name);
  return {
    folder,
    counts,
    tables: Object.fromEntries(
      Object.entries(tables).map(([table, paths]) => [table, paths.map((path) => join(folder, path))]),
    ),
  };
}

function sum(parts: readonly { counts: Record<string, number> }[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { counts } of parts) {
    for (const [key, count] of Object.entries(counts)) total[key] = (total[key] ?? 0) + count;
  }
  return total;
}
